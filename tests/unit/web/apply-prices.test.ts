import assert from "node:assert/strict";
import type { SpotPrice } from "../../../web/client/spot-price.ts";
import type { App, AppHistoryRow } from "../../../web/stacktrackr/app-globals.ts";
import { applyPrices } from "../../../web/stacktrackr/apply-prices.ts";

const PROVIDER = "StackTrackr Prices: consensus";
const QUOTED = "2026-03-04T15:00:00.500Z";

function priceOf(change: Partial<SpotPrice> = {}): SpotPrice {
  return {
    metal: "gold",
    currency: "USD",
    unit: "toz",
    price: 5000,
    bid: null,
    ask: null,
    ts: QUOTED,
    state: "fresh",
    stateReason: null,
    corroboratedBy: "families",
    market: "open",
    provider: "consensus",
    origin: "live",
    confidenceBps: null,
    sources: [],
    rate: null,
    points: [],
    via: "backend",
    asOf: null,
    ageOnArrival: 30,
    arrivedAt: 0,
    freshForMs: 300_000,
    ...change,
  };
}

function appWith(
  rows: readonly Partial<AppHistoryRow>[],
  chosen: string | null = null,
): { app: App; calls: string[] } {
  const calls: string[] = [];
  const history = rows.map((row) => ({
    spot: 1,
    metal: "Gold",
    source: "api",
    provider: "StakTrakr",
    timestamp: "2026-03-04 14:00:00",
    ...row,
  }));
  const app: App = {
    prices: { gold: 1 },
    metals: [{ name: "Gold", key: "gold", localStorageKey: "spotGold" }],
    history: () => history,
    show: (metal, price) => calls.push(`show ${metal.name} ${price}`),
    chosenProvider: () => chosen,
    feedV1: null,
    feedV2: null,
    call: {
      cardColor: (metal) => calls.push(`color ${metal}`),
      record: (price, { metal, provider, iso }) => calls.push(`record ${price} ${metal} ${provider} ${iso}`),
      timestamp: (metal) => calls.push(`timestamp ${metal}`),
      saveCache: (prices, provider) => calls.push(`cache ${JSON.stringify(prices)} ${provider}`),
      afterAll: () => calls.push("after all"),
    },
  };
  return { app, calls };
}

Deno.test("applyPrices() follows the app's sequence, with the time of the quote", () => {
  const { app, calls } = appWith([{}]);
  assert.deepEqual(applyPrices([priceOf(), priceOf({ metal: "silver" })], app), ["gold"]);
  assert.deepEqual(calls, [
    "show Gold 5000",
    "color gold",
    `record 5000 Gold ${PROVIDER} ${QUOTED}`,
    "timestamp Gold",
    'cache {"gold":5000} STAKTRAKR',
    "after all",
  ]);
});

Deno.test("applyPrices() leaves another provider's cache alone, which spares the user's quota", () => {
  const { app, calls } = appWith([{}], "METALS_DEV");
  applyPrices([priceOf()], app);
  assert.ok(!calls.some((call) => call.startsWith("cache")));
});

const LEFT_OUT: readonly (readonly [string, Partial<AppHistoryRow>, Partial<SpotPrice>])[] = [
  ["disputed", {}, { state: "disputed" }],
  ["older than a price typed by hand", { source: "manual", timestamp: "2026-03-04 15:00:01" }, {}],
  ["older than one of ours", { provider: PROVIDER, timestamp: "2026-03-04 15:00:01" }, {}],
  ["much older than a sync of the app", { timestamp: "2026-03-04 15:15:01" }, {}],
];
for (const [what, row, price] of LEFT_OUT) {
  Deno.test(`applyPrices() leaves out a price that is ${what}`, () => {
    const { app, calls } = appWith([row]);
    assert.deepEqual(applyPrices([priceOf(price)], app), []);
    assert.deepEqual(calls, []);
  });
}

const TAKEN: readonly (readonly [string, Partial<AppHistoryRow>])[] = [
  ["minutes older than a sync of the app, whose rows carry the time of the sync", {
    timestamp: "2026-03-04 15:04:00",
  }],
  ["newer than the row, whatever is cached", { source: "cached", timestamp: "2026-03-04 16:00:00" }],
  ["newer than that of another metal", { metal: "Silver", timestamp: "2026-03-04 16:00:00" }],
];
for (const [what, row] of TAKEN) {
  Deno.test(`applyPrices() takes a price that is ${what}`, () => {
    assert.deepEqual(applyPrices([priceOf()], appWith([row]).app), ["gold"]);
  });
}

Deno.test("applyPrices() does not write the same quote twice", () => {
  const { app } = appWith([{ provider: PROVIDER, timestamp: "2026-03-04 15:00:00" }]);
  assert.deepEqual(applyPrices([priceOf({ price: 1 })], app), []);
});
