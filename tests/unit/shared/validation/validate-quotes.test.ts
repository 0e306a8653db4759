import assert from "node:assert/strict";
import fc from "fast-check";
import { METALS } from "../../../../shared/schemas/metal.ts";
import type { Quote } from "../../../../shared/schemas/quote.ts";
import type { ValidationContext } from "../../../../shared/validation/context.ts";
import { validateQuotes } from "../../../../shared/validation/validate-quotes.ts";
import { QUOTE_REASONS } from "../../../../shared/validation/verdict.ts";
import { REJECTING_RULES } from "../../../../shared/validation/validate-quotes.ts";
import { DEFAULT_THRESHOLDS } from "../../../../shared/validation/thresholds.ts";
import { contextWith, MINUTE, NOW, PRICES, quote } from "../../../support/scenes/validation-scene.ts";

function reasons(quotes: readonly Quote[], context: ValidationContext = contextWith()): readonly string[] {
  return validateQuotes(quotes, context).map(({ verdict, reason }) => reason ?? verdict);
}

function at(ms: number): string {
  return new Date(ms).toISOString();
}

Deno.test("validateQuotes() accepts an ordinary answer", () => {
  const answer = METALS.map((metal) => quote(metal, PRICES[metal] * 1.002));
  assert.deepEqual(reasons(answer), ["accepted", "accepted", "accepted", "accepted"]);
});

Deno.test("validateQuotes() looks for every reason that it documents", () => {
  const reasons = new Set(REJECTING_RULES.map(({ reason }) => reason));
  assert.deepEqual([...reasons, "jump"], [...QUOTE_REASONS]);
});

Deno.test("validateQuotes() rejects what is not a positive number", () => {
  for (const price of [0, -1, NaN, Infinity]) {
    assert.deepEqual(reasons([quote("gold", price)]), ["not_positive"]);
  }
  assert.deepEqual(reasons([quote("gold", 4390, { bid: 0 })]), ["not_positive"]);
});

Deno.test("validateQuotes() rejects the answer of 2026-02-27 14:30Z: zeros and silver 0.01", () => {
  const pricedAt = Date.parse("2026-02-27T14:15:00Z");
  const context = contextWith({
    now: Date.parse("2026-02-27T14:30:01Z"),
    last: {
      gold: { price: 5226.87, pricedAt, isCorroborated: true },
      silver: { price: 92.22, pricedAt, isCorroborated: true },
      platinum: { price: 2365.99, pricedAt, isCorroborated: true },
      palladium: { price: 1795.31, pricedAt, isCorroborated: true },
    },
  });
  const quotedAt = "2026-02-27T14:30:00Z";
  const answer = [quote("gold", 0, { quotedAt }), quote("silver", 0.01, { quotedAt })];
  assert.deepEqual(reasons(answer, context), ["not_positive", "inverted"]);
  assert.deepEqual(reasons(answer, { ...context, last: {} }), ["not_positive", "inverted"]);
});

Deno.test("validateQuotes() names a reciprocal and never turns it round", () => {
  const [verdict] = validateQuotes([quote("gold", 1 / 4400)], contextWith());
  assert.equal(verdict?.reason, "inverted");
  assert.equal(verdict?.quote.price, 1 / 4400);
});

Deno.test("validateQuotes() names a price per gram and a price per 31 ounces, with and without a last price", () => {
  for (const context of [contextWith(), contextWith({ last: {} })]) {
    assert.deepEqual(reasons([quote("gold", 4390 / 31.1034768)], context), ["factor_31"]);
    assert.deepEqual(reasons([quote("silver", 55 * 31.1034768)], context), ["factor_31"]);
  }
});

Deno.test("validateQuotes() names swapped metals and leaves the others of the answer alone", () => {
  const answer = [quote("gold", 55.1), quote("silver", 4391), quote("platinum", 1901)];
  assert.deepEqual(reasons(answer), ["swapped", "swapped", "accepted"]);
  assert.deepEqual(reasons([quote("gold", 55.1)]), ["swapped"]);
  assert.deepEqual(reasons([quote("platinum", 1501), quote("palladium", 1899)]), ["swapped", "swapped"]);
});

Deno.test("validateQuotes() does not take a day's move towards another metal's price for a swap", () => {
  // LBMA, 2019-08-02: palladium fell by 6.1 % to where gold had been, and gold rose.
  const now = Date.parse("2019-08-02T12:00:00Z");
  const pricedAt = Date.parse("2019-08-01T12:00:00Z");
  const quotedAt = "2019-08-02T12:00:00Z";
  const last = {
    gold: { price: 1406.4, pricedAt, isCorroborated: true },
    palladium: { price: 1514, pricedAt, isCorroborated: true },
  };
  const answer = [quote("gold", 1436.05, { quotedAt }), quote("palladium", 1421, { quotedAt })];
  assert.deepEqual(reasons(answer, contextWith({ now, last })), ["accepted", "accepted"]);
});

Deno.test("validateQuotes() without last prices does not believe gold below silver", () => {
  const wide = { ...DEFAULT_THRESHOLDS, firstBand: DEFAULT_THRESHOLDS.band };
  const context = contextWith({ last: {}, thresholds: wide });
  assert.deepEqual(reasons([quote("gold", 55.1), quote("silver", 391)], context), ["swapped", "swapped"]);
});

Deno.test("validateQuotes() does not blame silver for a gold price that has another fault", () => {
  assert.deepEqual(reasons([quote("gold", 0), quote("silver", 55)]), ["not_positive", "accepted"]);
  assert.deepEqual(reasons([quote("gold", 7), quote("silver", 55)]), ["outside_band", "accepted"]);
  const empty = contextWith({ last: {} });
  assert.deepEqual(reasons([quote("gold", 7), quote("silver", 55)], empty), ["outside_band", "accepted"]);
});

Deno.test("validateQuotes() rejects what is three times or a third of the last price", () => {
  assert.deepEqual(reasons([quote("palladium", 4600), quote("platinum", 600)]), [
    "outside_band",
    "outside_band",
  ]);
});

Deno.test("validateQuotes() blames the metal that moved for an impossible gold/silver ratio", () => {
  const goldRatio = { ...DEFAULT_THRESHOLDS.goldRatio, silver: { low: 40, high: 120 } };
  const thresholds = { ...DEFAULT_THRESHOLDS, goldRatio };
  assert.deepEqual(
    reasons([quote("gold", 4390), quote("silver", 120)], contextWith({ thresholds })),
    ["accepted", "metal_ratio"],
  );
});

Deno.test("validateQuotes() rejects a bid above the ask and a bid or ask in another unit", () => {
  assert.deepEqual(reasons([quote("gold", 4390, { bid: 4391, ask: 4390 })]), ["bid_above_ask"]);
  assert.deepEqual(reasons([quote("gold", 4390, { bid: 141, ask: 4391 })]), ["bid_ask_far"]);
  assert.deepEqual(
    reasons([quote("gold", 4395, { bid: 4389, ask: 4391 })]),
    ["accepted"],
    "price outside both",
  );
});

Deno.test("validateQuotes() rejects a quote time in the future or unreadable", () => {
  assert.deepEqual(reasons([quote("gold", 4390, { quotedAt: at(NOW + 61_000) })]), ["time_in_future"]);
  assert.deepEqual(reasons([quote("gold", 4390, { quotedAt: at(NOW + 60_000) })]), ["accepted"]);
  assert.deepEqual(reasons([quote("gold", 4390, { quotedAt: "yesterday" })]), ["time_in_future"]);
});

Deno.test("validateQuotes() counts the age of a quote in open market", () => {
  const old = { quotedAt: at(NOW - 901_000) };
  assert.deepEqual(reasons([quote("gold", 4390, old)]), ["too_old"]);
  const sunday = Date.parse("2026-11-22T12:00:00Z");
  const pricedAt = Date.parse("2026-11-20T21:55:00Z");
  const context = contextWith({
    now: sunday,
    last: { gold: { price: 4390, pricedAt, isCorroborated: true } },
  });
  assert.deepEqual(reasons([quote("gold", 4390, { quotedAt: "2026-11-20T21:59:59Z" })], context), [
    "accepted",
  ]);
  assert.deepEqual(reasons([quote("gold", 4390, { quotedAt: "2026-11-20T21:40:00Z" })], context), [
    "too_old",
  ]);
});

Deno.test("validateQuotes() takes Friday's quote for old as soon as the market has opened on Sunday", () => {
  const pricedAt = Date.parse("2026-11-20T21:55:00Z");
  const judge = (now: string, quotedAt: string): readonly string[] =>
    reasons(
      [quote("gold", 4390, { quotedAt })],
      contextWith({ now: Date.parse(now), last: { gold: { price: 4390, pricedAt, isCorroborated: true } } }),
    );
  assert.deepEqual(judge("2026-11-22T23:00:30Z", "2026-11-20T21:59:59Z"), ["too_old"]);
  assert.deepEqual(judge("2026-11-22T22:59:30Z", "2026-11-20T21:59:59Z"), ["accepted"]);
  assert.deepEqual(
    judge("2026-11-22T23:00:30Z", "2026-11-22T22:59:00Z"),
    ["accepted"],
    "a time that runs on while closed",
  );
});

Deno.test("validateQuotes() rejects a value that stands still for longer than the metal usually does", () => {
  const same = { provider: "a", metal: "gold" as const, price: 4390.12, pulls: 2, since: NOW - 121 * MINUTE };
  const judge = (change: Partial<typeof same>, price = 4390.12, now = NOW): readonly string[] =>
    reasons(
      [quote("gold", price, { quotedAt: at(now - 60_000) })],
      contextWith({ now, unchanged: [{ ...same, ...change }] }),
    );
  assert.deepEqual(judge({}), ["frozen"], "hourly pulls: the third look");
  assert.deepEqual(judge({ pulls: 1 }), ["accepted"], "the second look may be chance");
  assert.deepEqual(judge({ since: NOW - 30 * MINUTE }), ["accepted"]);
  assert.deepEqual(judge({ since: NOW - 31 * MINUTE, pulls: 6 }), ["frozen"]);
  assert.deepEqual(judge({ provider: "b" }), ["accepted"]);
  assert.deepEqual(judge({}, 4390.13), ["accepted"]);
});

Deno.test("validateQuotes() allows a feed with few decimals to stand still for longer", () => {
  const same = {
    provider: "a",
    metal: "palladium" as const,
    price: 1500,
    pulls: 3,
    since: NOW - 40 * MINUTE,
  };
  const judge = (pulls: number): readonly string[] =>
    reasons([quote("palladium", 1500)], contextWith({ unchanged: [{ ...same, pulls }] }));
  assert.deepEqual(judge(3), ["accepted"]);
  assert.deepEqual(judge(9), ["frozen"]);
});

Deno.test("validateQuotes() never calls a value frozen while the market is thin or closed", () => {
  const price = 4390.12;
  for (const now of ["2026-12-24T20:00:00Z", "2026-11-21T12:00:00Z"].map(Date.parse)) {
    const unchanged = [{
      provider: "a",
      metal: "gold" as const,
      price,
      pulls: 40,
      since: now - 300 * MINUTE,
    }];
    const last = { gold: { price, pricedAt: now - 5 * MINUTE, isCorroborated: true } };
    assert.deepEqual(
      reasons([quote("gold", price, { quotedAt: at(now) })], contextWith({ now, last, unchanged })),
      [
        "accepted",
      ],
    );
  }
});

Deno.test("validateQuotes() does not call a value frozen where the provider's own time shows that it lives", () => {
  const unchanged = [{
    provider: "c",
    metal: "gold" as const,
    price: 4390,
    pulls: 40,
    since: NOW - 200 * MINUTE,
  }];
  assert.deepEqual(reasons([quote("gold", 4390, { provider: "c" })], contextWith({ unchanged })), [
    "accepted",
  ]);
});

Deno.test("validateQuotes() gives the same verdicts in any order of the quotes", () => {
  const price = fc.oneof(fc.double({ min: 1e-5, max: 1e6, noNaN: true }), fc.constantFrom(0, 55, 4390, 141));
  const aQuote = fc.record({
    metal: fc.constantFrom(...METALS),
    provider: fc.constantFrom("a", "b", "c"),
    price,
  });
  const answers = fc.uniqueArray(aQuote, {
    selector: ({ metal, provider }) => metal + provider,
    maxLength: 12,
  });
  fc.assert(fc.property(answers, fc.infiniteStream(fc.nat()), (list, keys) => {
    const quotes = list.map(({ metal, price, provider }) => quote(metal, price, { provider }));
    const mixed = quotes.map((one) => ({ one, key: keys.next().value ?? 0 })).sort((x, y) => x.key - y.key);
    const context = contextWith();
    const inOrder = new Map(validateQuotes(quotes, context).map((verdict) => [verdict.quote, verdict]));
    for (const verdict of validateQuotes(mixed.map(({ one }) => one), context)) {
      assert.equal(verdict.verdict, inOrder.get(verdict.quote)?.verdict);
      assert.equal(verdict.reason, inOrder.get(verdict.quote)?.reason);
    }
  }));
});

Deno.test("validateQuotes() never accepts a number that is not within a third and three times the last price", () => {
  fc.assert(fc.property(fc.constantFrom(...METALS), fc.double(), (metal, price) => {
    const [verdict] = validateQuotes([quote(metal, price)], contextWith());
    if (verdict?.verdict === "accepted") {
      assert.ok(price >= PRICES[metal] / 3 && price <= PRICES[metal] * 3);
    }
  }));
});
