import assert from "node:assert/strict";
import fc from "fast-check";
import { chooseRates } from "../../../../shared/fx/choose-rates.ts";
import type { FxRate } from "../../../../shared/schemas/quote.ts";

const TRUSTED = new Set(["frankfurter"]);

function rate(
  provider: string,
  currency: string,
  usdValue: number,
  quotedAt = "2026-11-20T12:00:00Z",
): FxRate {
  return { provider, currency, usdValue, quotedAt };
}

Deno.test("chooseRates() takes the newest of sources that agree", () => {
  const { rates, refused } = chooseRates([
    rate("frankfurter", "EUR", 1.16, "2026-11-20T00:00:00Z"),
    rate("metals-dev", "EUR", 1.162, "2026-11-20T12:00:00Z"),
  ], TRUSTED);
  assert.deepEqual(rates.map(({ provider }) => provider), ["metals-dev"]);
  assert.deepEqual(refused, []);
});

Deno.test("chooseRates() takes the reference where another source is more than five per cent off", () => {
  const { rates, refused } = chooseRates([
    rate("metals-dev", "JPY", 0.65),
    rate("frankfurter", "JPY", 0.0065, "2026-11-19T00:00:00Z"),
  ], TRUSTED);
  assert.deepEqual(rates.map(({ provider, usdValue }) => [provider, usdValue]), [["frankfurter", 0.0065]]);
  assert.deepEqual(refused, [{ provider: "metals-dev", currency: "JPY", reason: "far_from_reference" }]);
});

Deno.test("chooseRates() refuses a hidden factor of 100 or 1,000 without any reference", () => {
  const { rates, refused } = chooseRates([
    rate("metals-dev", "KRW", 0.073),
    rate("metals-dev", "IDR", 0.062),
    rate("metals-dev", "VND", 0.00004),
  ], TRUSTED);
  assert.deepEqual(rates.map(({ currency }) => currency), ["VND"]);
  assert.deepEqual(refused.map(({ currency, reason }) => [currency, reason]), [
    ["KRW", "hidden_factor"],
    ["IDR", "hidden_factor"],
  ]);
});

Deno.test("chooseRates() gives each currency once, in order, whatever the order of the sources", () => {
  const some = fc.array(
    fc.record({
      provider: fc.constantFrom("frankfurter", "metals-dev", "other"),
      currency: fc.constantFrom("EUR", "JPY", "CHF"),
      usdValue: fc.constantFrom(1, 1.01, 2),
      quotedAt: fc.constantFrom("2026-11-18T00:00:00Z", "2026-11-19T00:00:00Z", "2026-11-20T00:00:00Z"),
    }),
    { maxLength: 12 },
  );
  // One line per source and currency, as providers give them.
  const rates = some.map((
    all,
  ) => [...new Map(all.map((one) => [one.provider + one.currency, one])).values()]);
  fc.assert(fc.property(rates, (given) => {
    const { rates: chosen, refused } = chooseRates(given, TRUSTED);
    const currencies = chosen.map(({ currency }) => currency);
    assert.deepEqual(currencies, [...new Set(given.map(({ currency }) => currency))].sort());
    assert.ok(chosen.every((one) => given.some((other) => other === one)), "nothing is invented");
    assert.ok(chosen.length + refused.length <= given.length);
    const dates = (list: readonly FxRate[]): string[] => list.map(({ quotedAt }) => quotedAt);
    assert.deepEqual(dates(chooseRates(given.toReversed(), TRUSTED).rates), dates(chosen));
  }));
});
