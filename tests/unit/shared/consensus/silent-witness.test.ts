import assert from "node:assert/strict";
import type { Witness } from "../../../../shared/validation/context.ts";
import { toleranceBps } from "../../../../shared/validation/tolerance.ts";
import { consensusOf, NOW } from "../../../support/scenes/consensus-scene.ts";

const MINUTE = 60_000;

function lastWord(family: string, price: number, minutesAgo: number): Witness {
  return { family, metal: "gold", price, seenAt: NOW - minutesAgo * MINUTE };
}

const DISPUTED = { families: ["a", "b", "c"], witnesses: ["b"], anchor: 4002, anchoredAt: null };

Deno.test("a dispute goes on while the witness is not asked and its last word stands apart", () => {
  const previous = { price: 4080, trust: DISPUTED };
  const { status, trust } = consensusOf({ a: 4085 }, { previous, witnesses: [lastWord("b", 4002, 10)] });
  assert.deepEqual([status, trust.witnesses], ["disputed", ["b"]]);
});

Deno.test("a dispute is over when every witness has come round, each in a pull of its own", () => {
  const previous = { price: 4080, trust: DISPUTED };
  const first = consensusOf({ b: 4079 }, { previous, witnesses: [lastWord("a", 4085, 10)] });
  assert.equal(first.status, "single");
  const second = consensusOf({ a: 4081 }, {
    previous: { price: first.price ?? 0, trust: first.trust },
    witnesses: [lastWord("b", 4079, 5)],
  });
  assert.deepEqual([second.status, second.corroboratedBy], ["single", "families"]);
});

Deno.test("two families that agree end the dispute with an older word, and are not confirmed until it comes round", () => {
  const previous = { price: 4080, trust: DISPUTED };
  const witnesses = [lastWord("b", 4002, 100)];
  const { status, price, corroboratedBy, trust } = consensusOf({ a: 4200, c: 4201 }, { previous, witnesses });
  assert.deepEqual([status, price, corroboratedBy, trust.witnesses], ["agreed", 4200.5, null, ["b"]]);
  const later = consensusOf({ a: 4200, b: 4201 }, { previous: { price: 4200.5, trust } });
  assert.deepEqual([later.status, later.corroboratedBy, later.trust.witnesses], ["agreed", "families", []]);
});

Deno.test("only those who say something else are named as witnesses", () => {
  const { status, trust } = consensusOf({ a: 4085 }, {
    witnesses: [lastWord("b", 4002, 10), lastWord("c", 4084, 10)],
  });
  assert.deepEqual([status, trust.witnesses], ["disputed", ["b"]]);
});

Deno.test("over a weekend a price may move as in six hours of open market", () => {
  // From Friday 21:57 to Sunday 23:02 UTC; the market was closed for 49 of these hours (winter time).
  const [friday, sunday] = ["2026-02-27T21:57:00Z", "2026-03-01T23:02:00Z"].map((time) => Date.parse(time));
  const bps = toleranceBps(50, { seenAt: friday ?? 0, now: sunday ?? 0 });
  assert.ok(bps > 240 && bps < 260, String(bps));
  const overnight = toleranceBps(50, {
    seenAt: Date.parse("2026-02-25T21:55:00Z"),
    now: Date.parse("2026-02-25T23:05:00Z"),
  });
  assert.ok(overnight >= 50 && overnight < 65, String(overnight));
});
