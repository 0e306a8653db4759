import assert from "node:assert/strict";
import fc from "fast-check";
import { makeQuote, reciprocal } from "../../../../../shared/providers/reading/make-quote.ts";
import { createSieve } from "../../../../../shared/providers/reading/sieve.ts";

const sieve = createSieve();
const ABOUT = { provider: "invented", metal: "gold", quotedAt: null } as const;

function priceOf(price: number | null | undefined): number | undefined {
  return makeQuote({ ...ABOUT, price }, sieve)[0]?.price;
}

for (
  const [said, held] of [
    [4391.8604561, 4391.860456],
    [0, 0],
    [-5, -5],
    [-1e-9, 0],
    [1e9, 1e9],
    [1.1e9, undefined],
    [1e308, undefined],
    [Infinity, undefined],
    [NaN, undefined],
    [null, undefined],
    [undefined, undefined],
  ] as const
) {
  Deno.test(`makeQuote() holds ${said} as ${held}`, () => assert.equal(priceOf(said), held));
}

Deno.test("makeQuote() keeps bid and ask as said, crossed or missing", () => {
  const [quote] = makeQuote({ ...ABOUT, price: 10, bid: 12, ask: 11.0000004 }, sieve);
  assert.deepEqual([quote?.bid, quote?.ask], [12, 11]);
  const [alone] = makeQuote({ ...ABOUT, price: 10, ask: 1e300 }, sieve);
  assert.deepEqual([alone?.bid, alone?.ask], [null, null]);
});

Deno.test("makeQuote() gives a price with at most six decimals that is within half a millionth of the said one", () => {
  fc.assert(fc.property(fc.double({ min: -1e8, max: 1e8, noNaN: true }), (said) => {
    const held = priceOf(said) ?? NaN;
    assert.ok(Math.abs(held - said) <= 5.1e-7 + Math.abs(said) * 1e-15);
    assert.match(held.toFixed(6), /^-?\d+\.\d{6}$/);
    assert.equal(Number(held.toFixed(6)), held);
  }));
});

Deno.test("reciprocal() turns ounces per dollar into dollars per ounce, and keeps zero", () => {
  assert.equal(reciprocal(0.00025), 4000);
  assert.equal(reciprocal(0), 0);
  assert.equal(reciprocal(null), null);
});
