import assert from "node:assert/strict";
import { judgeRates } from "../../../../shared/fx/judge-rates.ts";
import type { RefusedBefore } from "../../../../shared/fx/rate-facts.ts";
import { judge, known, NOON, rate, reference, usd } from "./rate-scene.ts";

/** One reseller alone, as metals.dev gave them; a wrong rate is a wrong price. */
const WRONG = [
  ["EUR", 0.8467, "reciprocal", 1.181],
  ["JPY", 0.645, "factor_100", 0.00645],
  ["INR", 1.1, "factor_100", 0.011],
  ["HUF", 0.29, "factor_100", 0.0029],
  ["IDR", 0.061, "factor_1000", 0.000061],
] as const;

for (const [currency, wrong, reason, right] of WRONG) {
  const yardsticks = {
    "with nothing stored": known({}),
    "against yesterday's reference": known({ reference: right }),
    "against the last accepted rate": known({ accepted: right }),
  };
  for (const [when, stored] of Object.entries(yardsticks)) {
    Deno.test(`judgeRates() refuses ${currency} at ${wrong} ${when} as ${reason}, and takes ${right}`, () => {
      const { accepted, refused } = judge([rate("metals-dev", currency, wrong)], { [currency]: stored });
      assert.deepEqual(accepted, []);
      assert.deepEqual(refused.map((one) => [one.currency, one.usdValue, one.reason]), [
        [currency, wrong, reason],
      ]);
      assert.match(refused[0]?.detail ?? "", /USD/);
      assert.deepEqual(usd(judge([rate("metals-dev", currency, right)], { [currency]: stored })), [right]);
    });
  }
  Deno.test(`judgeRates() refuses ${currency} at ${wrong} beside the reference of the same batch`, () => {
    const { accepted, refused } = judge([
      rate("metals-dev", currency, wrong),
      rate("frankfurter", currency, right, "2026-03-04T00:00:00Z"),
    ]);
    assert.deepEqual(accepted.map(({ provider }) => provider), ["frankfurter"]);
    assert.deepEqual(refused.map((one) => one.reason), [reason]);
  });
  Deno.test(`judgeRates() never takes ${currency} at ${wrong} from one source, however often it says so`, () => {
    const refused: RefusedBefore = {
      provider: "metals-dev",
      usdValue: wrong,
      firstAt: "2026-02-20T12:00:00Z",
      lastAt: "2026-03-03T12:00:00Z",
      days: 9,
    };
    for (const stored of [known({}), known({ accepted: right }), known({ reference: right })]) {
      const batch = [rate("metals-dev", currency, wrong)];
      assert.deepEqual(judge(batch, { [currency]: { ...stored, refused: [refused] } }).accepted, []);
    }
  });
}

Deno.test("judgeRates() refuses a rate of 2126 and goes on with the rest", () => {
  const { accepted, refused } = judge([
    rate("metals-dev", "EUR", 1.16, "2126-03-04T12:00:00Z"),
    rate("metals-dev", "GBP", 1.3),
  ]);
  assert.deepEqual(accepted.map(({ currency }) => currency), ["GBP"]);
  assert.deepEqual(refused.map(({ currency, reason }) => [currency, reason]), [["EUR", "future"]]);
});

Deno.test("judgeRates() keeps a rate dated tomorrow, and refuses one dated the day after", () => {
  const tomorrow = judge([rate("frankfurter", "EUR", 1.16, "2026-03-05T00:00:00Z")]);
  assert.equal(tomorrow.accepted.length, 1);
  const later = judge([rate("frankfurter", "EUR", 1.16, "2026-03-06T00:00:00Z")]);
  assert.deepEqual(later.refused.map(({ reason }) => reason), ["future"]);
});

Deno.test("judgeRates() is not misled by what was stored with a date of 2126", () => {
  const stored = known({});
  const accepted = { usdValue: 0.645, quotedAt: "2126-01-01T00:00:00Z", provider: "metals-dev" };
  assert.deepEqual(usd(judge([rate("metals-dev", "JPY", 0.0065)], { JPY: { ...stored, accepted } })), [
    0.0065,
  ]);
});

Deno.test("judgeRates() takes the right rate back where a wrong factor was stored before", () => {
  assert.deepEqual(usd(judge([rate("metals-dev", "JPY", 0.0065)], { JPY: known({ accepted: 0.65 }) })), [
    0.0065,
  ]);
});

Deno.test("judgeRates() puts the reference of a day before another source of that day", () => {
  const { accepted, refused } = judge([
    rate("metals-dev", "EUR", 1.162),
    rate("frankfurter", "EUR", 1.16, "2026-03-04T00:00:00Z"),
    rate("frankfurter", "CHF", 1.27, "2026-03-03T00:00:00Z"),
    rate("metals-dev", "CHF", 1.275),
  ]);
  assert.deepEqual(accepted.map(({ currency, usdValue }) => [currency, usdValue]), [
    ["CHF", 1.27],
    ["CHF", 1.275],
    ["EUR", 1.16],
  ]);
  assert.deepEqual(refused, []);
});

Deno.test("judgeRates() widens the band with the days, four times at most", () => {
  const stored = (days: number): ReturnType<typeof known> => ({
    reference: null,
    accepted: {
      usdValue: 1,
      quotedAt: new Date(NOON - days * 86_400_000).toISOString(),
      provider: "metals-dev",
    },
    refused: [],
  });
  const takes = (value: number, days: number): boolean =>
    judge([rate("metals-dev", "EUR", value)], { EUR: stored(days) }).accepted.length === 1;
  assert.deepEqual([takes(1.049, 0), takes(1.051, 0), takes(1.051, 1)], [true, false, false]);
  assert.deepEqual([takes(1.09, 4), takes(1.11, 4)], [true, false]);
  assert.deepEqual([takes(1.19, 20), takes(1.21, 30)], [true, false]);
});

Deno.test("judgeRates() believes a code that it does not know only with a reference, two sources or three days", () => {
  const alone = judge([rate("metals-dev", "QQQ", 3)]);
  assert.deepEqual(alone.refused.map(({ reason }) => reason), ["unknown_currency"]);
  assert.equal(judge([rate("frankfurter", "QQQ", 3, "2026-03-04T00:00:00Z")]).accepted.length, 1);
  assert.equal(judge([rate("metals-dev", "QQQ", 3), rate("other", "QQQ", 3.1)]).accepted.length, 1);
});

Deno.test("judgeRates() refuses a currency that was replaced, as a real feed gives it", () => {
  // 2.711751 lev for one koruna on 18 February 2026, seven weeks after Bulgaria took the euro.
  const { refused } = judge([rate("metals-dev", "BGN", 0.018)], { BGN: known({ accepted: 0.6 }) });
  assert.deepEqual(refused.map(({ reason }) => reason), ["replaced"]);
  const now = Date.parse("2026-01-20T12:00:00Z");
  const soon = judgeRates([rate("metals-dev", "BGN", 0.605, "2026-01-20T08:00:00Z")], {
    known: {},
    now,
    isReference: reference,
  });
  assert.equal(soon.accepted.length, 1);
});

Deno.test("judgeRates() says since when and on how many days a source has said so", () => {
  const refused = [{
    provider: "metals-dev",
    usdValue: 0.64,
    firstAt: "2026-03-02T09:00:00Z",
    lastAt: "2026-03-03T09:00:00Z",
    days: 2,
  }];
  const stored = { ...known({ accepted: 0.0065 }), refused };
  const [again] = judge([rate("metals-dev", "JPY", 0.645)], { JPY: stored }).refused;
  assert.deepEqual([again?.firstAt, again?.days], ["2026-03-02T09:00:00Z", 3]);
  const [other] = judge([rate("metals-dev", "JPY", 6.45)], { JPY: stored }).refused;
  assert.deepEqual([other?.firstAt, other?.days], ["2026-03-04T12:00:00Z", 1]);
});

Deno.test("judgeRates() judges days of the past by each other", () => {
  const days = Array.from(
    { length: 60 },
    (_, day) =>
      rate("frankfurter", "TRY", 0.74 * 0.998 ** day, new Date(Date.UTC(2005, 2, 1 + day)).toISOString()),
  );
  const { accepted, refused } = judge(days.map((one, day) => day === 30 ? { ...one, usdValue: 70 } : one));
  assert.equal(accepted.length, 59);
  assert.deepEqual(refused.map(({ reason }) => reason), ["factor_100"]);
});
