import assert from "node:assert/strict";
import type { Quote } from "../../../../shared/schemas/quote.ts";
import type { PendingQuote, ValidationContext } from "../../../../shared/validation/context.ts";
import { validateQuotes } from "../../../../shared/validation/validate-quotes.ts";
import { contextWith, MINUTE, NOW, quote } from "../../../support/scenes/validation-scene.ts";

function verdicts(quotes: readonly Quote[], change: Partial<ValidationContext> = {}): readonly string[] {
  return validateQuotes(quotes, contextWith(change)).map(({ verdict }) => verdict);
}

/** Gold at 4,800 (+9.3 %), quarantined five minutes ago; the last price is ten minutes old. */
const EARLIER: PendingQuote = {
  provider: "a",
  metal: "gold",
  price: 4800,
  quotedAt: new Date(NOW - 6 * MINUTE).toISOString(),
  fetchedAt: NOW - 5 * MINUTE,
  since: NOW - 5 * MINUTE,
};
const TEN_MINUTES_AGO = { gold: { price: 4390, pricedAt: NOW - 10 * MINUTE, isCorroborated: true } };

Deno.test("validateQuotes() quarantines a jump that one family shows", () => {
  assert.deepEqual(verdicts([quote("gold", 4390 * 1.051)]), ["quarantined"]);
  assert.deepEqual(verdicts([quote("gold", 4390 * 0.949)]), ["quarantined"]);
  assert.deepEqual(verdicts([quote("gold", 4390 * 1.049)]), ["accepted"]);
});

Deno.test("validateQuotes() accepts a jump of any size that a second family shows in the same pull", () => {
  const both = [quote("silver", 75.1), quote("silver", 75.2, { provider: "b" })];
  assert.deepEqual(verdicts(both), ["accepted", "accepted"]);
});

Deno.test("validateQuotes() does not count a reseller of the same feed as a second family", () => {
  const both = [quote("silver", 75.1), quote("silver", 75.1, { provider: "a2" })];
  assert.deepEqual(verdicts(both), ["quarantined", "quarantined"]);
});

Deno.test("validateQuotes() quarantines two jumps that do not agree", () => {
  assert.deepEqual(
    verdicts([quote("silver", 75), quote("silver", 80, { provider: "b" })]),
    ["quarantined", "quarantined"],
  );
});

Deno.test("validateQuotes() does not let a family confirm its own jump within half an hour", () => {
  const judge = (minutes: number): readonly string[] => {
    const pending = [{ ...EARLIER, since: NOW - minutes * MINUTE }];
    return verdicts([quote("gold", 4810)], { last: TEN_MINUTES_AGO, pending });
  };
  assert.deepEqual(judge(5), ["quarantined"]);
  assert.deepEqual(judge(29), ["quarantined"]);
  assert.deepEqual(judge(30), ["accepted"]);
});

Deno.test("validateQuotes() keeps the time since when a family shows a jump", () => {
  const since = (one: Quote, pending: readonly PendingQuote[]): number | null | undefined =>
    validateQuotes([one], contextWith({ last: TEN_MINUTES_AGO, pending }))[0]?.doubtedSince;
  assert.equal(since(quote("gold", 4810), []), NOW);
  assert.equal(since(quote("gold", 4810), [EARLIER]), EARLIER.since);
  assert.equal(since(quote("gold", EARLIER.price, { quotedAt: EARLIER.quotedAt }), [EARLIER]), EARLIER.since);
  assert.equal(since(quote("gold", 5600), [EARLIER]), NOW, "another level");
  assert.equal(since(quote("gold", 4391), [EARLIER]), null, "taken back");
});

Deno.test("validateQuotes() accepts a jump that another family has shown in the pull before", () => {
  const pending = [EARLIER];
  const change = { last: TEN_MINUTES_AGO, pending };
  assert.deepEqual(verdicts([quote("gold", 4810, { provider: "b" })], change), ["accepted"]);
  assert.deepEqual(
    verdicts([quote("gold", 4840, { provider: "b" })], change),
    ["quarantined"],
    "not the same level",
  );
});

Deno.test("validateQuotes() accepts a jump to where the daily reference is", () => {
  const references = { gold: { price: 4750, date: "2026-11-17" } };
  assert.deepEqual(verdicts([quote("gold", 4810)], { references }), ["accepted"]);
  assert.deepEqual(verdicts([quote("gold", 4990)], { references }), ["quarantined"]);
});

Deno.test("validateQuotes() does not let time confirm a jump that a witness has denied since it began", () => {
  const pending = [{ ...EARLIER, since: NOW - 40 * MINUTE }];
  const judge = (minutes: number, price: number): readonly string[] => {
    const witnesses = [{ family: "b", metal: "gold" as const, price, seenAt: NOW - minutes * MINUTE }];
    return verdicts([quote("gold", 4810)], { last: TEN_MINUTES_AGO, pending, witnesses });
  };
  assert.deepEqual(judge(20, 4391), ["quarantined"]);
  assert.deepEqual(judge(20, 4805), ["accepted"], "it bears the jump out");
  assert.deepEqual(judge(60, 4391), ["accepted"], "it was asked before the jump");
});

Deno.test("validateQuotes() does not take the same answer served twice for a second look", () => {
  const again = quote("gold", EARLIER.price, { quotedAt: EARLIER.quotedAt });
  assert.deepEqual(verdicts([again], { last: TEN_MINUTES_AGO, pending: [EARLIER] }), ["quarantined"]);
});

Deno.test("validateQuotes() does not confirm a jump by another level, or another metal", () => {
  const judge = (one: Quote, pending: PendingQuote): readonly string[] =>
    verdicts([one], { last: TEN_MINUTES_AGO, pending: [pending] });
  assert.deepEqual(judge(quote("gold", 5100), EARLIER), ["quarantined"]);
  assert.deepEqual(judge(quote("gold", 4810), { ...EARLIER, metal: "silver" }), ["quarantined"]);
});

Deno.test("validateQuotes() does not confirm a jump that other families deny", () => {
  const denied = [quote("gold", 4810), quote("gold", 4391, { provider: "b" })];
  assert.deepEqual(verdicts(denied, { last: TEN_MINUTES_AGO, pending: [EARLIER] }), [
    "quarantined",
    "accepted",
  ]);
});

Deno.test("validateQuotes() allows larger moves after a longer gap in open market", () => {
  const daily = { platinum: { price: 2500, pricedAt: NOW - 24 * 60 * MINUTE, isCorroborated: true } };
  assert.deepEqual(verdicts([quote("platinum", 2500 * 0.802)], { last: daily }), ["accepted"], "2026-01-30");
  const overTheWeekend = {
    now: Date.parse("2026-11-22T23:05:00Z"),
    last: { gold: { price: 4390, pricedAt: Date.parse("2026-11-20T21:55:00Z"), isCorroborated: true } },
  };
  const reopening = quote("gold", 4390 * 1.06, { quotedAt: "2026-11-22T23:04:00Z" });
  assert.deepEqual(verdicts([reopening], overTheWeekend), ["quarantined"]);
});

Deno.test("validateQuotes() lets the limit grow with the square root of open hours", () => {
  const fourHours = { gold: { price: 4390, pricedAt: NOW - 4 * 60 * MINUTE, isCorroborated: true } };
  assert.deepEqual(verdicts([quote("gold", 4390 * 1.09)], { last: fourHours }), ["accepted"]);
  assert.deepEqual(verdicts([quote("gold", 4390 * 1.11)], { last: fourHours }), ["quarantined"]);
});

Deno.test("validateQuotes() forgets a quarantined quote after two days of open market", () => {
  const pricedAt = Date.parse("2026-11-10T15:00:00Z");
  const last = { palladium: { price: 1500, pricedAt, isCorroborated: true } };
  const judge = (fetched: string): readonly string[] => {
    const earlier: PendingQuote = {
      ...EARLIER,
      metal: "palladium",
      price: 2000,
      fetchedAt: Date.parse(fetched),
      since: Date.parse(fetched),
    };
    return verdicts([quote("palladium", 2010)], { last, pending: [earlier] });
  };
  assert.deepEqual(judge("2026-11-17T15:00:00Z"), ["accepted"]);
  assert.deepEqual(judge("2026-11-13T15:00:00Z"), ["quarantined"]);
});
