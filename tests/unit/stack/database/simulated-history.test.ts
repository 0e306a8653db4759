import assert from "node:assert/strict";
import { marketAt } from "../../../../shared/market/market-at.ts";
import { METALS } from "../../../../shared/schemas/metal.ts";
import { inventedPrices, inventedRates } from "../../../../stack/database/simulated-history.ts";

const DAY = 86_400_000;
// A Wednesday afternoon.
const NOW = Date.parse("2026-07-15T15:02:00Z");

Deno.test("inventedPrices() gives each metal once a time, in open market, up to the slot before this one", () => {
  const prices = inventedPrices(NOW);
  const keys = new Set(prices.map(({ metal, at }) => `${metal} ${at}`));
  assert.equal(keys.size, prices.length);
  const times = prices.filter(({ metal }) => metal === "gold").map(({ at }) => Date.parse(at));
  assert.equal(times.length * METALS.length, prices.length);
  assert.ok(times.every((ms) => marketAt(ms).state === "open"));
  assert.deepEqual(times, times.toSorted((a, b) => a - b));
  assert.equal(Math.max(...times), Date.parse("2026-07-15T14:55:00Z"));
  assert.ok(NOW - Math.min(...times) > 3650 * DAY);
});

Deno.test("inventedPrices() are what the simulator says, whenever it is asked", () => {
  const later = new Map(inventedPrices(NOW + DAY).map(({ metal, at, price }) => [`${metal} ${at}`, price]));
  const both = inventedPrices(NOW).filter(({ metal, at }) => later.has(`${metal} ${at}`));
  assert.ok(both.length > 10_000);
  for (const { metal, at, price } of both) assert.equal(later.get(`${metal} ${at}`), price);
});

Deno.test("inventedRates() leave no day of ten years without a rate of its week", () => {
  const days = inventedRates(NOW).filter(({ currency }) => currency === "EUR").map(({ date }) =>
    Date.parse(date)
  );
  const gaps = days.slice(1).map((day, index) => (day - (days[index] ?? 0)) / DAY);
  assert.ok(Math.max(...gaps) <= 7);
  assert.ok(Math.min(...gaps) >= 1);
  // Today's comes with the first pull.
  assert.equal(days.at(-1), Date.parse("2026-07-14T00:00:00Z"));
});
