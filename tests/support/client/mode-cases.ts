import type { Mode } from "../../../web/client/spot-client.ts";
import { type Case, claim, claimEqual, claimRejects } from "./claim.ts";
import { priceAnswer, Scene } from "./scene.ts";

/** gold-api.com's own form; the very adapter reads it. */
function goldApi(scene: Scene, price: number): Response {
  return Response.json({
    currency: "USD",
    currencySymbol: "$",
    exchangeRate: 1,
    name: "Gold",
    price,
    symbol: "XAU",
    updatedAt: new Date(scene.now).toISOString(),
    updatedAtReadable: "a few seconds ago",
  });
}

export const MODE_CASES: readonly Case[] = [
  {
    name: "detect() ends in time though one candidate never answers",
    async run(): Promise<void> {
      const scene = new Scene();
      scene.host("slow.example", () => "never");
      const began = Date.now();
      claimEqual(await scene.client({ url: "https://slow.example" }).detect(), "offline");
      claim(Date.now() - began < 1000, "it is over within the limit");
    },
  },
  {
    name: "detect() takes the first healthy candidate and asks the alias port by its own paths",
    async run(): Promise<void> {
      const scene = new Scene();
      scene.host("down.example", () => Response.json({ status: "down" }, { status: 503 }));
      scene.backend("localhost:3001", () => ({}));
      const client = scene.client({ url: ["https://down.example", "http://localhost:3001"] });
      claimEqual(await client.detect(), "backend");
      await client.latest();
      claimEqual(scene.reads().map(({ url }) => url.host + url.pathname), ["localhost:3001/api/prices"]);
    },
  },
  {
    name: "detect() does not take another service for a backend",
    async run(): Promise<void> {
      const scene = new Scene();
      scene.host("a.example", () => new Response("<html>", { headers: { "content-type": "text/html" } }));
      claimEqual(await scene.client().detect(), "offline");
    },
  },
  {
    name: "latest() falls back to providers when the backend dies, comes back with it, and says so",
    async run(): Promise<void> {
      const scene = new Scene();
      const modes: Mode[] = [];
      let isUp = true;
      scene.host("a.example", ({ url }) => {
        if (!isUp) return new TypeError("connection refused");
        return Response.json(
          url.pathname.endsWith("/health") ? { status: "ok" } : priceAnswer({}, scene.now),
        );
      });
      scene.host("api.gold-api.com", () => goldApi(scene, 5010));
      const client = scene.client({ fallback: {} });
      client.onMode((mode) => modes.push(mode));
      const query = { metals: ["gold"] } as const;
      claimEqual((await client.latest(query))[0]?.via, "backend");
      isUp = false;
      scene.now += 301_000;
      const [direct] = await client.latest(query);
      claimEqual([direct?.via, direct?.price, direct?.provider], ["direct", 5010, "gold-api.com"]);
      isUp = true;
      scene.now += 3000;
      claimEqual((await client.latest(query))[0]?.via, "direct");
      scene.now += 120_000;
      claimEqual((await client.latest(query))[0]?.via, "backend");
      claimEqual(modes, ["backend", "direct", "backend"]);
    },
  },
  {
    name: "latest() never shows an older price over a newer one",
    async run(): Promise<void> {
      const scene = new Scene();
      let ts = scene.now;
      let price = 5000;
      scene.backend("a.example", () => ({ ts: new Date(ts).toISOString(), price }));
      const client = scene.client();
      await client.latest();
      ts -= 60_000;
      price = 4000;
      scene.now += 301_000;
      claimEqual((await client.latest())[0]?.price, 5000);
      ts = scene.now;
      scene.now += 301_000;
      claimEqual((await client.latest())[0]?.price, 4000);
    },
  },
  {
    name: "latest() uses a backend that calls itself down when there is nothing else",
    async run(): Promise<void> {
      const scene = new Scene();
      scene.host(
        "a.example",
        ({ url }) =>
          url.pathname.endsWith("/health")
            ? Response.json({ status: "down" }, { status: 503 })
            : Response.json(priceAnswer({ state: "stale", state_reason: "the providers failed" }, scene.now)),
      );
      const client = scene.client();
      const [gold] = await client.latest();
      claimEqual([gold?.state, client.mode], ["stale", "backend"]);
      claimEqual((await client.health()).status, "down");
    },
  },
  {
    name: "at() and history() say that they need a backend where only providers answer",
    async run(): Promise<void> {
      const scene = new Scene();
      const client = scene.client({ fallback: {} });
      const error = await claimRejects(client.at({ metal: "gold", at: "2019-05-04" }));
      claimEqual(error["code"], "NEEDS_BACKEND");
      claimEqual((await claimRejects(client.history({ metal: "gold" })))["code"], "NEEDS_BACKEND");
      claimEqual(scene.reads().length, 0);
    },
  },
  {
    name: "latest() spares a provider's quota and shows no key in an error",
    async run(): Promise<void> {
      const scene = new Scene();
      scene.host(
        "api.metals.dev",
        () =>
          Response.json({ status: "failure", error_code: 1101, error_message: "key planted-key is wrong" }),
      );
      const client = scene.client({ fallback: { keys: { "metals-dev": "planted-key" }, keyless: false } });
      const error = await claimRejects(client.latest());
      claimEqual(error["code"], "NO_SOURCE");
      claim(!JSON.stringify(error).includes("planted-key"), "the key is not in the error");
      scene.now += 600_000;
      await claimRejects(client.latest());
      claimEqual(scene.reads().filter(({ url }) => url.host === "api.metals.dev").length, 1);
    },
  },
  {
    name: "latest() converts a provider's price by its own rates and units",
    async run(): Promise<void> {
      const scene = new Scene();
      scene.host("api.metals.dev", () =>
        Response.json({
          status: "success",
          currency: "USD",
          unit: "toz",
          metals: { gold: 5000, silver: 60, platinum: 1500, palladium: 1400 },
          currencies: { EUR: 1.25 },
          timestamps: {
            metal: new Date(scene.now).toISOString(),
            currency: new Date(scene.now).toISOString(),
          },
        }));
      const client = scene.client({ fallback: { keys: { "metals-dev": "x" } } });
      const prices = await client.latest({ currency: "EUR", unit: "g" });
      claimEqual(prices.map(({ metal, price }) => [metal, price]), [
        ["gold", 128.60299],
        ["silver", 1.5432358],
        ["platinum", 38.580896],
        ["palladium", 36.008836],
      ]);
      claimEqual(scene.reads().length, 1);
    },
  },
];
