import { type Case, claim, claimEqual, claimRejects } from "./claim.ts";
import { priceAnswer, Scene } from "./scene.ts";

const KEYED = { fallback: { keys: { "metals-dev": "x" } } };

/** metals.dev's own form, with the value of one unit of each currency. */
function metalsDev(
  scene: Scene,
  currencies: Readonly<Record<string, number>>,
  currencyAt = scene.now,
): Response {
  return Response.json({
    status: "success",
    currency: "USD",
    unit: "toz",
    metals: { gold: 4000, silver: 60, platinum: 1500, palladium: 1400 },
    currencies,
    timestamps: { metal: new Date(scene.now).toISOString(), currency: new Date(currencyAt).toISOString() },
  });
}

/** A backend that is there until `state.isUp` is false, and gives a rate. */
function backend(scene: Scene, state: { isUp: boolean }, fx: Readonly<Record<string, unknown>>): void {
  scene.host("a.example", ({ url }) => {
    if (!state.isUp) return new TypeError("connection refused");
    if (url.pathname.endsWith("/health")) return Response.json({ status: "ok" });
    const [gold] = priceAnswer({}, scene.now).prices;
    return Response.json({ prices: [{ ...gold, currency: url.searchParams.get("currency"), fx }] });
  });
}

export const RATE_CASES: readonly Case[] = [
  ...[
    ["IDR", 0.061, "factor_1000"],
    ["JPY", 0.645, "factor_100"],
    ["INR", 1.1, "factor_100"],
    ["HUF", 0.29, "factor_100"],
    ["EUR", 0.8467, "reciprocal"],
  ].map(([currency, value, reason]): Case => ({
    name: `latest() gives no price in ${currency} where a provider's only rate is ${value}, and says why`,
    async run(): Promise<void> {
      const scene = new Scene();
      scene.host("api.metals.dev", () => metalsDev(scene, { [String(currency)]: Number(value) }));
      const client = scene.client(KEYED);
      const error = await claimRejects(client.latest({ metals: ["gold"], currency: String(currency) }));
      claimEqual(error["code"], "NO_SOURCE");
      claim(String(error["hint"]).includes(`refused as ${reason}`), `the hint says why: ${error["hint"]}`);
      claimEqual((await client.latest({ metals: ["gold"] })).map(({ price }) => price), [4000]);
    },
  })),
  {
    name: "latest() asks the next source of rates when the first one's is refused",
    async run(): Promise<void> {
      const scene = new Scene();
      scene.host("api.metals.dev", () => metalsDev(scene, { EUR: 0.8 }));
      scene.host(
        "api.frankfurter.dev",
        () => Response.json([{ date: "2026-03-04", base: "USD", quote: "EUR", rate: 0.8 }]),
      );
      const [gold] = await scene.client(KEYED).latest({ metals: ["gold"], currency: "EUR" });
      claimEqual([gold?.price, gold?.rate?.usdValue, gold?.rate?.source], [3200, 1.25, "frankfurter"]);
    },
  },
  {
    name: "latest() judges a provider's rate by the last one of the backend, and converts with that",
    async run(): Promise<void> {
      const scene = new Scene();
      const state = { isUp: true };
      // Inside the table, ten per cent from what the backend said.
      scene.host("api.metals.dev", () => metalsDev(scene, { EUR: 1.1 }));
      backend(scene, state, { usd_value: 1.25, ts: "2026-03-04T12:00:00Z", source: "frankfurter" });
      const client = scene.client(KEYED);
      const query = { metals: ["gold"], currency: "EUR" } as const;
      claimEqual((await client.latest(query))[0]?.rate?.usdValue, 1.25);
      state.isUp = false;
      scene.now += 301_000;
      const [gold] = await client.latest(query);
      claimEqual([gold?.via, gold?.price, gold?.rate?.usdValue], ["direct", 3200, 1.25]);
    },
  },
  {
    name: "latest() calls a price stale whose rate is a week old, and gives none from a month on",
    async run(): Promise<void> {
      const scene = new Scene();
      const days = 86_400_000;
      let age = 7;
      scene.host("api.metals.dev", () => metalsDev(scene, { EUR: 1.25 }, scene.now - age * days));
      const [gold] = await scene.client(KEYED).latest({ metals: ["gold"], currency: "EUR" });
      claimEqual([gold?.state, gold?.stateReason, gold?.price], [
        "stale",
        "fx: the rate of EUR is of 2026-02-25",
        3200,
      ]);
      age = 31;
      const error = await claimRejects(scene.client(KEYED).latest({ metals: ["gold"], currency: "EUR" }));
      claim(String(error["hint"]).includes("the last rate is of 2026-02-01"), "the hint names the last rate");
    },
  },
  {
    name: "latest() names what replaced a currency",
    async run(): Promise<void> {
      const scene = new Scene();
      scene.host("api.metals.dev", () => metalsDev(scene, { HRK: 0.15 }));
      const error = await claimRejects(scene.client(KEYED).latest({ metals: ["gold"], currency: "HRK" }));
      claim(String(error["hint"]).includes("replaced by EUR on 2023-01-01"), "the hint names the euro");
    },
  },
];
