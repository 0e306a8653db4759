import assert from "node:assert/strict";
import { type FixingFacts, judgeFixings } from "../../../../shared/reference/judge-fixings.ts";
import type { Metal } from "../../../../shared/schemas/metal.ts";
import type { ReferencePrice } from "../../../../shared/schemas/quote.ts";
import { DEFAULT_THRESHOLDS } from "../../../../shared/validation/thresholds.ts";

const { firstBand, referenceShare: share } = DEFAULT_THRESHOLDS;
const NOTHING: FixingFacts = { known: {}, last: {}, share, firstBand };
const at = (time: string): number => Date.parse(time);

function fixing(metal: Metal, price: number, date: string): ReferencePrice {
  return { provider: "frankfurter", metal, price, date };
}

function accepts(fixings: readonly ReferencePrice[], facts: Partial<FixingFacts>): readonly number[] {
  return judgeFixings(fixings, { ...NOTHING, ...facts }).accepted.map(({ price }) => price);
}

Deno.test("a first fixing must lie in the first band", () => {
  assert.deepEqual(accepts([fixing("gold", 4005, "2026-06-09")], {}), [4005]);
  assert.deepEqual(accepts([fixing("gold", 129.02, "2026-06-09")], {}), [], "gold per gram");
});

Deno.test("a fixing per gram, in another currency or of another metal is not believed beside the one before", () => {
  const known = {
    gold: { price: 4005.49, date: "2026-06-09" },
    platinum: { price: 1602, date: "2026-06-09" },
  };
  const said = [fixing("gold", 129.02, "2026-06-10"), fixing("platinum", 1402, "2026-06-10")];
  const { accepted, refused } = judgeFixings(said, { ...NOTHING, known });
  assert.deepEqual(accepted.map(({ metal }) => metal), ["platinum"]);
  assert.deepEqual(refused.map(({ detail }) => detail), ["129.02 against the fixing of 2026-06-09, 4005.49"]);
});

Deno.test("a crash is believed when the last price has moved alike", () => {
  const known = { silver: { price: 114.8, date: "2026-01-29" } };
  const crash = [fixing("silver", 85.2, "2026-01-30")];
  assert.deepEqual(accepts(crash, { known }), []);
  const last = { silver: { price: 86, pricedAt: at("2026-01-30T18:00:00Z") } };
  assert.deepEqual(accepts(crash, { known, last }), [85.2]);
});

Deno.test("a wrong fixing that was believed is corrected by the last price, or forgotten after eight days", () => {
  const known = { gold: { price: 2010, date: "2026-06-01" } };
  const last = { gold: { price: 4000, pricedAt: at("2026-06-02T12:00:00Z") } };
  assert.deepEqual(accepts([fixing("gold", 4010, "2026-06-02")], { known, last }), [4010]);
  assert.deepEqual(accepts([fixing("gold", 4010, "2026-06-09")], { known }), []);
  assert.deepEqual(accepts([fixing("gold", 4010, "2026-06-10")], { known }), [4010]);
});

Deno.test("fixings of one answer are judged in the order of their days", () => {
  const days = [fixing("gold", 4300, "2026-06-03"), fixing("gold", 4000, "2026-06-01")];
  assert.deepEqual(accepts(days, { known: { gold: { price: 3990, date: "2026-05-29" } } }), [4000, 4300]);
});
