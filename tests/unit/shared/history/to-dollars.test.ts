import assert from "node:assert/strict";
import { type HistoryRow, isRefused } from "../../../../shared/history/history-row.ts";
import { type Scale, toDollars } from "../../../../shared/history/to-dollars.ts";

const AT = Date.parse("2025-08-13T12:00:00Z");
const DAY = Math.floor(AT / 86_400_000);
const ROW: HistoryRow = {
  ts: "2025-08-13T12:00:00Z",
  at: AT,
  metal: "gold",
  price: 100,
  provider: "x",
  place: "a.csv:2",
};
const DOLLARS: Scale = { unit: "toz", currency: null, rates: new Map() };

Deno.test("US dollars per troy ounce stay as they are", () => {
  assert.equal(toDollars(ROW, DOLLARS), ROW);
});

Deno.test("a price per gram or kilogram becomes one per troy ounce", () => {
  assert.deepEqual(toDollars(ROW, { ...DOLLARS, unit: "g" }), { ...ROW, price: 3110.34768 });
  assert.deepEqual(toDollars(ROW, { ...DOLLARS, unit: "kg" }), { ...ROW, price: 3.110348 });
});

Deno.test("a currency is reckoned with the rate of the day, or of at most five days before", () => {
  for (const back of [0, 5]) {
    const rates = new Map([[DAY - back, 1.25], [DAY + 1, 9]]);
    assert.deepEqual(toDollars(ROW, { unit: "toz", currency: "EUR", rates }), { ...ROW, price: 125 });
  }
});

Deno.test("a day without a rate refuses its row by name", () => {
  const row = toDollars(ROW, {
    unit: "toz",
    currency: "EUR",
    rates: new Map([[DAY - 6, 1.25], [DAY + 1, 1.25]]),
  });
  assert.ok(isRefused(row));
  assert.deepEqual([row.reason, row.place], ["no_rate", "a.csv:2"]);
});
