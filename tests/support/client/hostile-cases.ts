import { type Case, claim, claimEqual, claimRejects } from "./claim.ts";
import { priceAnswer, Scene } from "./scene.ts";

const REFUSED: Readonly<Record<string, unknown>> = {
  "a null price": { price: null },
  "a price of 1e308": { price: 1e308 },
  "a negative price": { price: -1 },
  "a price as text": { price: "5000" },
  "a time in the year 1": { ts: "0001-01-01T00:00:00Z" },
  "a time in the year 9999": { ts: "9999-01-01T00:00:00Z" },
  "a time without zone": { ts: "2026-03-04 15:00:00" },
  "no time": { ts: null },
};

async function readHostile(json: unknown): Promise<unknown> {
  const scene = new Scene();
  scene.host(
    "a.example",
    ({ url }) => Response.json(url.pathname.endsWith("/health") ? { status: "ok" } : json),
  );
  return await scene.client().latest();
}

export const HOSTILE_CASES: readonly Case[] = [
  ...Object.entries(REFUSED).map(([what, latest]): Case => ({
    name: `latest() refuses an answer with ${what}`,
    async run(): Promise<void> {
      const error = await claimRejects(readHostile(priceAnswer(Object(latest), Date.UTC(2026, 2, 4, 15))));
      claimEqual(error["code"], "NO_SOURCE");
    },
  })),
  ...[[], "text", null, 17, { prices: [] }, { prices: [null] }, { prices: [{ metal: "<b>" }] }].map((
    json,
  ): Case => ({
    name: `latest() refuses ${JSON.stringify(json)}`,
    async run(): Promise<void> {
      claimEqual((await claimRejects(readHostile(json)))["code"], "NO_SOURCE");
    },
  })),
  {
    name: "history() leaves out points that are none and cuts texts that are long",
    async run(): Promise<void> {
      const scene = new Scene();
      const point = { ts: "2026-03-04T14:00:00Z", price: 5000, open: 5000, high: 1, low: 9999 };
      const answer = priceAnswer({ provider: `<img src=x onerror=alert(1)>${"x".repeat(5000)}` }, scene.now);
      const [first] = answer.prices;
      const series = [
        null,
        { ts: "x", price: 1 },
        { ...point, price: 1e308 },
        { ...point, price: null },
        point,
      ];
      scene.host(
        "a.example",
        ({ url }) =>
          Response.json(
            url.pathname.endsWith("/health") ? { status: "ok" } : { prices: [{ ...first, series }] },
          ),
      );
      const gold = await scene.client().history({ metal: "gold" });
      claimEqual(gold.points, [{
        ts: "2026-03-04T14:00:00.000Z",
        price: 5000,
        open: 5000,
        high: 5000,
        low: 5000,
      }]);
      claim(gold.provider.length <= 120, "the provider's name is cut");
    },
  },
  {
    name: "latest() gives what was asked for and refuses an answer to something else",
    async run(): Promise<void> {
      const scene = new Scene();
      scene.host(
        "a.example",
        ({ url }) =>
          Response.json(url.pathname.endsWith("/health") ? { status: "ok" } : priceAnswer({}, scene.now)),
      );
      const client = scene.client();
      const prices = await client.latest({ metals: ["silver", "gold"] });
      claimEqual(prices.map(({ metal }) => metal), ["gold"]);
      claimEqual((await claimRejects(client.latest({ currency: "EUR" })))["code"], "NO_SOURCE");
      claimEqual((await claimRejects(client.latest({ metals: ["silver"] })))["code"], "NO_SOURCE");
    },
  },
  {
    name: "latest() takes an unknown state for stale and tells simulated from live",
    async run(): Promise<void> {
      const scene = new Scene();
      scene.backend("a.example", () => ({ state: "excellent", provider: "consensus (simulated)" }));
      const [gold] = await scene.client().latest();
      claimEqual([gold?.state, gold?.origin], ["stale", "simulated"]);
    },
  },
];
