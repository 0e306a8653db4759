import assert from "node:assert/strict";
import { judgeScale, type MetalScale, type ScaleVerdict } from "../../../../shared/history/judge-scale.ts";

const KNOWN = { gold: 3350, silver: 38, platinum: 1300, palladium: 1150 } as const;
const RATES = { EUR: 1.17, GBP: 1.35, JPY: 0.0068, INR: 0.0114, DKK: 0.1568, BGN: 0.598 };

function judge(factors: Readonly<Record<string, number | null>>): ScaleVerdict {
  const metals = Object.fromEntries(
    Object.entries(factors).map(([metal, ratio]): [string, MetalScale] => [metal, {
      overlaps: ratio === null ? 0 : 40,
      ratio,
      known: ratio === null ? null : KNOWN[metal as keyof typeof KNOWN],
    }]),
  );
  return judgeScale({ metals, rates: RATES });
}

function all(factor: number): Record<string, number> {
  return { gold: factor, silver: factor * 1.01, platinum: factor * 0.99, palladium: factor };
}

Deno.test("a file in US dollars per troy ounce fits, a fix some percent from spot too", () => {
  assert.deepEqual(judge(all(1)), { kind: "fits" });
  assert.deepEqual(judge({ gold: 1.03, silver: 0.96 }), { kind: "fits" });
  assert.deepEqual(judge({ gold: 1, palladium: null }), { kind: "fits" });
});

Deno.test("a file of which nothing is known is not judged", () => {
  assert.deepEqual(judge({ gold: null }), { kind: "unknown" });
  assert.deepEqual(judge({}), { kind: "unknown" });
});

const WRONG: readonly [string, Record<string, number>, string, string][] = [
  ["per gram", all(1 / 31.1034768), "the prices are per gram", "--unit g"],
  ["per kilogram", all(32.1507), "the prices are per kilogram", "--unit kg"],
  ["per tola", all(0.375), "the prices are per tola", "Give the file as US dollars per troy ounce"],
  [
    "per avoirdupois ounce",
    all(0.9115),
    "the prices are per avoirdupois ounce",
    "Give the file as US dollars per troy ounce",
  ],
  ["in euros", all(1 / 1.17), "the prices are in EUR", "--currency EUR"],
  ["in yen", all(1 / 0.0068), "the prices are in JPY", "--currency JPY"],
  ["in kroner", all(1 / 0.1568), "the prices are in DKK", "--currency DKK"],
  [
    "in euros per gram",
    all(1 / 1.17 / 31.1034768),
    "the prices are in EUR per gram",
    "--currency EUR --unit g",
  ],
  [
    "with gold and silver exchanged",
    { gold: 38 / 3350, silver: 3350 / 38, platinum: 1 },
    "gold and silver are exchanged",
    "Exchange the names of the two metals in the file",
  ],
  [
    "with platinum and palladium exchanged",
    { gold: 1, platinum: 1150 / 1300, palladium: 1300 / 1150 },
    "palladium and platinum are exchanged",
    "Exchange the names of the two metals in the file",
  ],
  ["twice the price", all(2), "gold is 2.00 times what is known, silver is 2.02 times", "Give the file"],
  ["with one metal wrong", { gold: 1, silver: 0.1 }, "silver is 0.100 times what is known", "Give the file"],
];
for (const [name, factors, cause, cure] of WRONG) {
  Deno.test(`a file ${name} is seen, and the cause is named`, () => {
    const verdict = judge(factors);
    assert.ok(verdict.kind === "apart");
    assert.ok(verdict.cause.startsWith(cause), verdict.cause);
    assert.ok(verdict.cure.startsWith(cure), verdict.cure);
  });
}
