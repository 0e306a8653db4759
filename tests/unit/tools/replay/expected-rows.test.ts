import assert from "node:assert/strict";
import { expectedRows } from "../../../../tools/replay/expected-rows.ts";

const START = Date.parse("2026-02-27T12:00:00Z");

function goodOf(prices: readonly number[]): boolean[] {
  const rows = prices.map((price, index) => ({ at: START + index * 900_000, metal: "gold" as const, price }));
  return expectedRows(rows).map(({ isGood }) => isGood);
}

Deno.test("expectedRows() calls zeros, reciprocals and prices per gram no prices", () => {
  assert.deepEqual(goodOf([5000, 0, 5001, 1 / 5000, 5002, 5000 / 31.1034768, 5003]), [
    true,
    false,
    true,
    false,
    true,
    false,
    true,
  ]);
});

Deno.test("expectedRows() keeps a move of a third and the first and last row", () => {
  assert.deepEqual(goodOf([5000, 5010, 5005, 3400, 3390, 3410]), Array(6).fill(true));
});

Deno.test("expectedRows() judges each metal by its own rows and sorts by time", () => {
  const rows = [
    { at: START + 1, metal: "silver" as const, price: 90 },
    { at: START, metal: "gold" as const, price: 5000 },
    { at: START, metal: "silver" as const, price: 0.01 },
    { at: START + 2, metal: "silver" as const, price: 91 },
  ];
  const expected = expectedRows(rows);
  assert.deepEqual(expected.map(({ at }) => at), [START, START, START + 1, START + 2]);
  assert.deepEqual(expected.filter(({ isGood }) => !isGood).map(({ price }) => price), [0.01]);
});
