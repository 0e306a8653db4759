import assert from "node:assert/strict";
import fc from "fast-check";
import { bandOf, ratioOf } from "../../../../shared/fx/bands.ts";
import type { KnownRates } from "../../../../shared/fx/rate-facts.ts";
import { isRoughly, roughValue } from "../../../../shared/fx/rough-values.ts";
import type { FxRate } from "../../../../shared/schemas/quote.ts";
import { judge, NOON } from "./rate-scene.ts";

const DAY = 86_400_000;
const TRUTH: Readonly<Record<string, number>> = {
  EUR: 1.16,
  JPY: 0.0065,
  IDR: 0.00006,
  ARS: 0.0007,
  HUF: 0.003,
};

const currency = fc.constantFrom(...Object.keys(TRUTH));
const daysAgo = fc.integer({ min: 0, max: 12 });
const change = fc.oneof(
  fc.double({ min: 0.9, max: 1.12, noNaN: true }),
  fc.constantFrom(0.001, 0.01, 0.1, 0.5, 1.4, 10, 100, 1000),
);

function at(days: number, hour = 0): string {
  return new Date(NOON - days * DAY - hour * 3_600_000).toISOString();
}

const anyRate: fc.Arbitrary<FxRate> = fc.record({
  provider: fc.constantFrom("frankfurter", "metals-dev", "other", "third"),
  currency,
  change,
  days: daysAgo,
  hour: fc.integer({ min: 0, max: 11 }),
}).map(({ provider, currency, change, days, hour }) => ({
  provider,
  currency,
  usdValue: (TRUTH[currency] ?? 1) * change,
  quotedAt: at(days, hour),
}));

const anyKnown: fc.Arbitrary<Readonly<Record<string, KnownRates>>> = fc.dictionary(
  currency,
  fc.record({
    reference: fc.option(fc.record({ change, days: daysAgo })),
    accepted: fc.option(fc.record({ change, days: daysAgo })),
    refused: fc.option(fc.record({ change, days: daysAgo, count: fc.integer({ min: 1, max: 5 }) })),
  }),
).map((some) =>
  Object.fromEntries(
    Object.entries(some).map(([currency, { reference, accepted, refused }]) => {
      const value = (change: number): number => (TRUTH[currency] ?? 1) * change;
      return [currency, {
        reference: reference && { usdValue: value(reference.change), date: at(reference.days).slice(0, 10) },
        accepted: accepted &&
          { usdValue: value(accepted.change), quotedAt: at(accepted.days), provider: "metals-dev" },
        refused: refused === null ? [] : [{
          provider: "other",
          usdValue: value(refused.change),
          firstAt: at(refused.days + refused.count),
          lastAt: at(refused.days),
          days: refused.count,
        }],
      }];
    }),
  )
);

const batch = fc.array(anyRate, { maxLength: 12 });

function within(
  currency: string,
  one: FxRate,
  other: { readonly value: number; readonly day: number },
): boolean {
  const days = Math.floor(Date.parse(one.quotedAt) / DAY) - other.day;
  return ratioOf(one.usdValue, other.value) - 1 <= bandOf(currency, days) + 1e-12;
}

Deno.test("an accepted rate of a reseller is never further than the band from what confirms it", () => {
  fc.assert(
    fc.property(batch, anyKnown, (rates, known) => {
      for (const one of judge(rates, known).accepted.filter(({ provider }) => provider !== "frankfurter")) {
        const { currency } = one;
        const day = (time: string): number => Math.floor(Date.parse(time) / DAY);
        const { reference, accepted, refused } = known[currency] ??
          { reference: null, accepted: null, refused: [] };
        const others = [
          ...(reference === null ? [] : [{ value: reference.usdValue, day: day(reference.date) }]),
          ...(accepted === null ? [] : [{ value: accepted.usdValue, day: day(accepted.quotedAt) }]),
          ...refused.map(({ usdValue, lastAt }) => ({ value: usdValue, day: day(lastAt) })),
          ...rates.filter((rate) => rate !== one && rate.currency === currency)
            .map(({ usdValue, quotedAt }) => ({ value: usdValue, day: day(quotedAt) })),
        ];
        const rough = roughValue(currency, 2026);
        assert.ok(
          others.some((other) => within(currency, one, other)) ||
            (rough !== null && isRoughly(rough, one.usdValue)),
          `${currency} ${one.usdValue} is confirmed by nothing`,
        );
      }
    }),
    { numRuns: 1000 },
  );
});

Deno.test("the order of rates is without meaning, and nothing is invented or lost", () => {
  fc.assert(
    fc.property(batch, anyKnown, fc.infiniteStream(fc.nat()), (rates, known, keys) => {
      const shuffled = rates
        .map((rate) => ({ rate, key: keys.next().value ?? 0 }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ rate }) => rate);
      const text = (list: readonly FxRate[]): string[] => list.map((one) => JSON.stringify(one)).sort();
      const [one, other] = [judge(rates, known), judge(shuffled, known)];
      assert.deepEqual(text(one.accepted), text(other.accepted));
      assert.deepEqual(text(one.refused), text(other.refused));
      assert.ok(one.accepted.every((rate) => rates.includes(rate)));
      assert.ok(one.accepted.length + one.refused.length <= rates.length);
      const days = one.accepted.map(({ currency, quotedAt }) => currency + quotedAt.slice(0, 10));
      assert.equal(new Set(days).size, days.length, "one for each currency and day");
    }),
    { numRuns: 1000 },
  );
});

Deno.test("a wrong factor is never accepted while there is a reference of the last five days", () => {
  const factor = fc.constantFrom(0.001, 0.01, 0.1, 10, 100, 1000, 0);
  const noise = fc.double({ min: 0.98, max: 1.02, noNaN: true });
  const sources = fc.uniqueArray(fc.constantFrom("metals-dev", "other", "third"), { minLength: 1 });
  const referenceDays = fc.integer({ min: 0, max: 5 });
  fc.assert(
    fc.property(currency, factor, noise, sources, referenceDays, anyKnown, (...given) => {
      const [currency, factor, noise, providers, days, known] = given;
      const truth = TRUTH[currency] ?? 1;
      const usdValue = noise * (factor === 0 ? 1 / truth : truth * factor);
      const stored: KnownRates = {
        ...known[currency] ?? { accepted: null, refused: [] },
        reference: { usdValue: truth, date: at(days).slice(0, 10) },
      };
      const rates = providers.map((provider) => ({ provider, currency, usdValue, quotedAt: at(0) }));
      assert.deepEqual(judge(rates, { [currency]: stored }).accepted, []);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("the right rate comes back within three days, whatever is stored", () => {
  fc.assert(
    fc.property(currency, anyKnown, (currency, known) => {
      const truth = TRUTH[currency] ?? 1;
      let stored: KnownRates = known[currency] ?? { reference: null, accepted: null, refused: [] };
      for (let day = 1; day <= 9; day++) {
        const quotedAt = at(-day);
        const { accepted, refused } = judge(
          [{ provider: "metals-dev", currency, usdValue: truth, quotedAt }],
          {
            [currency]: stored,
          },
          NOON + day * DAY,
        );
        if (accepted.length > 0) return;
        stored = { ...stored, refused: refused.map((one) => ({ ...one, lastAt: one.quotedAt })) };
      }
      assert.fail("it is refused for nine days");
    }),
    { numRuns: 500 },
  );
});
