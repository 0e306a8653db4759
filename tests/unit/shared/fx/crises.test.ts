import assert from "node:assert/strict";
import type { KnownRates, RefusedBefore } from "../../../../shared/fx/rate-facts.ts";
import { judge, rate, usd } from "./rate-scene.ts";

const DAY = 86_400_000;

/** The last rate before, the first after, in US dollars, and the day (published fixings, two to three digits). */
const CRISES = [
  ["ARS, devaluation of December 2023, -54 %", "ARS", 1 / 366.5, 1 / 800, "2023-12-13"],
  ["NGN, float of June 2023, -40 %", "NGN", 1 / 471, 1 / 785, "2023-06-15"],
  ["EGP, float of March 2024, -38 %", "EGP", 1 / 30.9, 1 / 49.8, "2024-03-06"],
  ["TRY, December 2021, -23 % in days", "TRY", 1 / 13.7, 1 / 17.8, "2021-12-20"],
  ["RUB, invasion of March 2022, -30 %", "RUB", 1 / 81, 1 / 120, "2022-03-07"],
  ["LBP, official rate of February 2023, a tenth", "LBP", 1 / 1507.5, 1 / 15_000, "2023-02-01"],
  ["CHF, end of the floor in January 2015, +20 %", "CHF", 0.98, 1.19, "2015-01-15"],
  ["SYP, two zeros less in January 2026", "SYP", 1 / 11_000, 1 / 110, "2026-01-02"],
] as const;

function at(day: string, days: number, hour = 12): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY + hour * 3_600_000).toISOString();
}

for (const [name, currency, before, after, day] of CRISES) {
  const now = Date.parse(at(day, 0, 20));
  const date = at(day, -1, 0).slice(0, 10);
  const sinceYesterday: KnownRates = {
    reference: { usdValue: before, date },
    accepted: { usdValue: before, quotedAt: `${date}T00:00:00Z`, provider: "frankfurter" },
    refused: [],
  };
  const noReference = { ...sinceYesterday, reference: null };

  Deno.test(`${name}: it comes through when the reference says it`, () => {
    const stored = { [currency]: sinceYesterday };
    const [said] = usd(judge([rate("frankfurter", currency, after, at(day, 0, 0))], stored, now));
    assert.equal(said, after);
  });

  Deno.test(`${name}: a reseller follows the reference of the same batch`, () => {
    const rates = [
      rate("frankfurter", currency, after, at(day, 0, 0)),
      rate("metals-dev", currency, after * 1.01, at(day, 0)),
    ];
    assert.deepEqual(judge(rates, { [currency]: sinceYesterday }, now).refused, []);
  });

  Deno.test(`${name}: it comes through when two sources say it and there is no reference`, () => {
    const rates = [
      rate("metals-dev", currency, after, at(day, 0)),
      rate("other", currency, after * 1.01, at(day, 0, 11)),
    ];
    assert.deepEqual(usd(judge(rates, { [currency]: noReference }, now)), [after]);
    // One source at a time: what the first said is remembered.
    const [first] = rates;
    const [second] = [rates[1]];
    assert.ok(first !== undefined && second !== undefined);
    const [refused] = judge([second], { [currency]: noReference }, now).refused;
    assert.ok(refused !== undefined);
    const remembered: RefusedBefore = { ...refused, lastAt: refused.quotedAt };
    const stored = { [currency]: { ...noReference, refused: [remembered] } };
    assert.deepEqual(usd(judge([first], stored, now)), [after]);
  });

  Deno.test(`${name}: one source alone is waited with for two days`, () => {
    let refused: readonly RefusedBefore[] = [];
    const said: boolean[] = [];
    for (const days of [0, 1, 2]) {
      const result = judge(
        [rate("metals-dev", currency, after, at(day, days))],
        { [currency]: { ...noReference, refused } },
        Date.parse(at(day, days, 20)),
      );
      refused = result.refused.map((one) => ({ ...one, lastAt: one.quotedAt }));
      said.push(result.accepted.length === 1);
    }
    assert.deepEqual(said, [false, false, true]);
  });
}

Deno.test("CHF, January 2015: two sources say it some hours before the reference does", () => {
  const stored: KnownRates = {
    reference: { usdValue: 0.98, date: "2015-01-14" },
    accepted: { usdValue: 0.98, quotedAt: "2015-01-15T08:00:00Z", provider: "metals-dev" },
    refused: [],
  };
  const now = Date.parse("2015-01-15T10:40:00Z");
  const rates = [
    rate("metals-dev", "CHF", 1.17, "2015-01-15T10:35:00Z"),
    rate("other", "CHF", 1.19, "2015-01-15T10:39:00Z"),
  ];
  const { accepted } = judge(rates, { CHF: stored }, now);
  assert.deepEqual(accepted.map(({ usdValue }) => usdValue), [1.19]);
  // From then on one of them is enough, until a reference says something else.
  const moved = {
    ...stored,
    accepted: { usdValue: 1.19, quotedAt: "2015-01-15T10:39:00Z", provider: "other" },
  };
  const later = Date.parse("2015-01-15T10:50:00Z");
  assert.deepEqual(
    usd(judge([rate("metals-dev", "CHF", 1.16, "2015-01-15T10:45:00Z")], { CHF: moved }, later)),
    [
      1.16,
    ],
  );
});

Deno.test("two sources do not talk down a reference that has seen their move", () => {
  // A market rate beside an official one, for weeks: the reference is what is shown.
  const earlier = (provider: string): RefusedBefore => ({
    provider,
    usdValue: 1 / 1400,
    firstAt: "2026-03-02T12:00:00Z",
    lastAt: "2026-03-03T12:00:00Z",
    days: 2,
  });
  const stored: KnownRates = {
    reference: { usdValue: 1 / 900, date: "2026-03-03" },
    accepted: { usdValue: 1 / 900, quotedAt: "2026-03-03T00:00:00Z", provider: "frankfurter" },
    refused: [earlier("metals-dev"), earlier("other")],
  };
  const { accepted, refused } = judge([rate("metals-dev", "ARS", 1 / 1400), rate("other", "ARS", 1 / 1410)], {
    ARS: stored,
  });
  assert.deepEqual(accepted, []);
  assert.deepEqual(refused.map(({ reason }) => reason), ["far_from_reference", "far_from_reference"]);
});

Deno.test("two sources of three that say the new level leave the third behind", () => {
  const stored: KnownRates = {
    reference: null,
    accepted: { usdValue: 0.02, quotedAt: "2026-03-03T12:00:00Z", provider: "slow" },
    refused: [],
  };
  const rates = [
    rate("slow", "EGP", 0.02),
    rate("metals-dev", "EGP", 0.0125),
    rate("other", "EGP", 0.0126),
  ];
  const { accepted, refused } = judge(rates, { EGP: stored });
  assert.deepEqual(accepted.map(({ usdValue }) => usdValue), [0.0126]);
  assert.deepEqual(refused.map(({ provider, reason }) => [provider, reason]), [["slow", "outvoted"]]);
});

Deno.test("one source against another waits, however long", () => {
  const stored: KnownRates = {
    reference: null,
    accepted: { usdValue: 1.16, quotedAt: "2026-03-04T08:00:00Z", provider: "other" },
    refused: [{
      provider: "metals-dev",
      usdValue: 1.4,
      firstAt: "2026-02-25T12:00:00Z",
      lastAt: "2026-03-03T12:00:00Z",
      days: 6,
    }],
  };
  assert.deepEqual(judge([rate("metals-dev", "EUR", 1.4)], { EUR: stored }).accepted, []);
});
