import assert from "node:assert/strict";
import fc from "fast-check";
import type { Consensus } from "../../../../shared/consensus/outcome.ts";
import {
  accepted,
  consensusOf,
  goldQuote,
  LAST,
  trustIn,
  unchangedFor,
} from "../../../support/scenes/consensus-scene.ts";

const FAMILIES = ["a", "b", "c", "d", "e", "f"];

/** Two to six prices around 4,000, some of them far off, in whole cents. */
const aPriceNear = fc.integer({ min: 399_000, max: 401_000 });
const aPriceFar = fc.integer({ min: 360_000, max: 440_000 });
const someCents = fc.array(
  fc.oneof({ weight: 4, arbitrary: aPriceNear }, { weight: 1, arbitrary: aPriceFar }),
  {
    minLength: 1,
    maxLength: 6,
  },
);

function byFamily(cents: readonly number[], scale = 0.01): Record<string, number> {
  return Object.fromEntries(
    cents.map((value, index) => [FAMILIES[index] ?? "", Math.round(value * scale * 1e6) / 1e6]),
  );
}

function weighted(consensus: Consensus): readonly number[] {
  return consensus.sources.filter(({ weight }) => weight > 0).map(({ price }) => price);
}

Deno.test("formConsensus() does not depend on the order of the quotes", () => {
  const stuckness = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(
      someCents,
      stuckness,
      fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
      (cents, pulls, keys) => {
        const prices = byFamily(cents);
        const quotes = Object.entries(prices).map(([provider, price]) =>
          accepted(goldQuote(provider, price))
        );
        const mixed = quotes.map((one, index) => ({ one, key: keys[index] ?? 0 })).toSorted((a, b) =>
          a.key - b.key
        )
          .map(({ one }) => one);
        const unchanged = Object.entries(prices).map(([provider, price], index) =>
          unchangedFor(provider, price, pulls[index] ?? 0)
        );
        const change = { unchanged };
        assert.deepEqual(
          consensusOf({}, { ...change, verdicts: mixed }),
          consensusOf({}, { ...change, verdicts: quotes }),
        );
      },
    ),
    { numRuns: 500 },
  );
});

Deno.test("formConsensus() lies within the range of the quotes it weighs, and the weights add up", () => {
  fc.assert(
    fc.property(someCents, (cents) => {
      const consensus = consensusOf(byFamily(cents));
      const prices = weighted(consensus);
      assert.ok(consensus.price !== null && consensus.price >= Math.min(...prices));
      assert.ok(consensus.price <= Math.max(...prices));
      const sum = consensus.sources.reduce((total, { weight }) => total + weight, 0);
      assert.ok(Math.abs(sum - 1) < 1e-5);
      assert.ok(consensus.confidence !== null && consensus.confidence > 0);
    }),
    { numRuns: 500 },
  );
});

Deno.test("formConsensus() never falls when a quote rises, as long as the same quotes are weighed", () => {
  fc.assert(
    fc.property(someCents, fc.nat({ max: 5 }), fc.integer({ min: 1, max: 2_000 }), (cents, which, rise) => {
      fc.pre(which < cents.length);
      const before = consensusOf(byFamily(cents));
      const after = consensusOf(
        byFamily(cents.map((value, index) => index === which ? value + rise : value)),
      );
      const names = ({ sources }: Consensus): readonly string[] =>
        sources.filter(({ weight }) => weight > 0).map(({ provider }) => provider);
      fc.pre(names(before).join() === names(after).join());
      assert.ok((after.price ?? 0) >= (before.price ?? 0));
    }),
    { numRuns: 1000 },
  );
});

Deno.test("formConsensus() rises with all quotes: another unit or currency changes nothing but the scale", () => {
  // 0.01 makes dollars of cents; the others stand for a currency or a unit. Tolerance: one micro-unit of rounding.
  const scale = fc.constantFrom(0.1, 1, 0.02, 100, 0.0321507);
  fc.assert(
    fc.property(someCents, scale, (cents, factor) => {
      const trust = trustIn("a", "b", "c");
      const one = consensusOf(byFamily(cents), { previous: { price: LAST, trust } });
      const other = consensusOf(byFamily(cents, factor), { previous: { price: LAST * 100 * factor, trust } });
      // A vote exactly on a limit may fall on either side of it after rounding.
      fc.pre(one.status === other.status && weighted(one).length === weighted(other).length);
      assert.ok(
        Math.abs((other.price ?? 0) - (one.price ?? 0) * 100 * factor) <= 2e-6 * Math.max(1, 100 * factor),
      );
    }),
    { numRuns: 500 },
  );
});

Deno.test("formConsensus() with one lying family of three stays within the two honest ones", () => {
  const honest = fc.integer({ min: 398_000, max: 399_800 });
  const gap = fc.integer({ min: 0, max: 1_900 });
  fc.assert(
    fc.property(
      honest,
      gap,
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.nat({ max: 2 }),
      (low, width, lie, place) => {
        const cents = [low, low + width];
        cents.splice(place, 0, lie);
        const { price } = consensusOf(byFamily(cents));
        assert.ok(price !== null && price >= low / 100 && price <= (low + width) / 100, String(price));
      },
    ),
    { numRuns: 1000 },
  );
});

Deno.test("formConsensus() never calls a price agreed that a trusted, living family has denied from the start", () => {
  // Two families leave together by 60 to 900 bps; the third stays within 40 bps of the last price.
  const lie = fc.integer({ min: 60, max: 900 });
  const stay = fc.integer({ min: -40, max: 40 });
  fc.assert(
    fc.property(lie, fc.boolean(), fc.array(stay, { minLength: 1, maxLength: 5 }), (bps, up, drifts) => {
      let previous = { price: LAST, trust: trustIn("a", "b", "c") };
      for (const drift of drifts) {
        const false1 = LAST * (1 + (up ? bps : -bps) / 10_000);
        const honest = LAST * (1 + (up ? Math.min(drift, bps - 55) : Math.max(drift, 55 - bps)) / 10_000);
        const consensus = consensusOf({ a: false1, b: false1 + 0.01, c: honest }, { previous });
        assert.notEqual(consensus.status, "agreed");
        previous = { price: consensus.price ?? 0, trust: consensus.trust };
      }
    }),
  );
});
