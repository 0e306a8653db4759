import { AppError } from "../errors.ts";
import type { Metal } from "../schemas/metal.ts";
import type { Quote } from "../schemas/quote.ts";
import { borneOutBy } from "./bear-out.ts";
import type { Fault, QuoteScene, ValidationContext } from "./context.ts";
import { bearsOut, jumpOf } from "./jump.ts";
import { bidAboveAsk, bidAskFar, notPositive } from "./number-rules.ts";
import {
  farFromLast,
  metalRatio,
  outsideBand,
  outsideFirstBand,
  referenceApart,
} from "./plausibility-rules.ts";
import { factor31, inverted, swapped } from "./recognition-rules.ts";
import { frozen, timeInFuture, tooOld } from "./time-rules.ts";
import type { QuoteReason, Verdict } from "./verdict.ts";
import { equalMetals, sameFactor } from "./whole-answer-rules.ts";

/** One question about one quote: the figures behind a "yes, that is wrong", or null. */
type Rule = (quote: Quote, scene: QuoteScene) => string | null;

interface RejectingRule {
  readonly reason: Exclude<QuoteReason, "jump">;
  readonly rule: Rule;
  /** True where the rule knows only what came before: the reference, a second family or time may overrule it. */
  readonly isOfThePast: boolean;
}

function always(reason: RejectingRule["reason"], rule: Rule): RejectingRule {
  return { reason, rule, isOfThePast: false };
}

function ofThePast(reason: RejectingRule["reason"], rule: Rule): RejectingRule {
  return { reason, rule, isOfThePast: true };
}

/** In this order; the first that holds names the reason. Names of known faults come before the general ones. */
export const REJECTING_RULES: readonly RejectingRule[] = [
  always("not_positive", notPositive),
  always("time_in_future", timeInFuture),
  always("too_old", tooOld),
  ofThePast("inverted", inverted),
  ofThePast("factor_31", factor31),
  ofThePast("swapped", swapped),
  ofThePast("equal_metals", equalMetals),
  ofThePast("same_factor", sameFactor),
  always("outside_band", outsideBand),
  ofThePast("outside_band", outsideFirstBand),
  ofThePast("outside_band", farFromLast),
  ofThePast("reference_apart", referenceApart),
  ofThePast("metal_ratio", metalRatio),
  always("bid_above_ask", bidAboveAsk),
  always("bid_ask_far", bidAskFar),
  always("frozen", frozen),
];

const ALWAYS = REJECTING_RULES.filter(({ isOfThePast }) => !isOfThePast);

/**
 * Judges every quote of one pull, each for itself: one bad metal does not cost the others. The verdicts come in the
 * order of the quotes and do not depend on it. Throws INTERNAL for a quote of a provider that is not in the context.
 */
export function validateQuotes<Q extends Quote>(
  quotes: readonly Q[],
  context: ValidationContext,
): Verdict<Q>[] {
  const faults = faultsOf(quotes, REJECTING_RULES, context);
  for (const quote of quotes) {
    if (!faults.has(quote)) {
      const fault = jumpFault(quote, context);
      if (fault !== null) faults.set(quote, fault);
    }
  }
  const sound = quotes.filter((quote) => !faults.has(quote));
  // Refused by the past only: without it they would have passed.
  const hopeless = faultsOf(quotes, ALWAYS, context);
  const doubted = quotes.filter((quote) => faults.has(quote) && !hopeless.has(quote));
  return quotes.map((quote): Verdict<Q> => {
    const fault = faults.get(quote);
    if (fault === undefined) return accepted(quote, null);
    if (hopeless.has(quote)) return { quote, verdict: "rejected", ...fault, doubtedSince: null };
    const relief = borneOutBy(quote, fault, { context, sound, doubted });
    if (relief !== null) return accepted(quote, `${fault.detail}, ${relief}`);
    const verdict = fault.reason === "jump" ? "quarantined" : "rejected";
    return { quote, verdict, ...fault, doubtedSince: doubtedSince(quote, context) };
  });
}

function accepted<Q extends Quote>(quote: Q, detail: string | null): Verdict<Q> {
  return { quote, verdict: "accepted", reason: null, detail, doubtedSince: null };
}

/** The same answer served again neither bears the earlier one out nor takes it back. */
function doubtedSince(quote: Quote, context: ValidationContext): number {
  const own = context.pending.find(({ provider, metal }) =>
    provider === quote.provider && metal === quote.metal
  );
  if (own === undefined) return context.now;
  const isSameAnswer = own.price === quote.price && own.quotedAt === quote.quotedAt;
  return isSameAnswer || bearsOut(quote, own, context) ? own.since : context.now;
}

function jumpFault(quote: Quote, context: ValidationContext): Fault | null {
  const jump = jumpOf(quote, context);
  if (jump === null) return null;
  const size = `${jump.share > 0 ? "+" : "−"}${(Math.abs(jump.share) * 100).toFixed(1)} %`;
  return { reason: "jump", detail: `${size} against the last price` };
}

function faultsOf(
  quotes: readonly Quote[],
  rules: readonly RejectingRule[],
  context: ValidationContext,
): Map<Quote, Fault> {
  const faults = new Map<Quote, Fault>();
  let sceneOf = scenesOf(quotes, context);
  for (const { reason, rule } of rules) {
    const found: [Quote, Fault][] = [];
    for (const quote of quotes) {
      if (faults.has(quote)) continue;
      const detail = rule(quote, sceneOf(quote));
      if (detail !== null) found.push([quote, { reason, detail }]);
    }
    if (found.length === 0) continue;
    for (const [quote, fault] of found) faults.set(quote, fault);
    // What a rule has rejected is no answer to the next one.
    sceneOf = scenesOf(quotes.filter((quote) => !faults.has(quote)), context);
  }
  return faults;
}

/** The scene of a quote: one per provider, made when first asked for. */
function scenesOf(sound: readonly Quote[], context: ValidationContext): (quote: Quote) => QuoteScene {
  const scenes = new Map<string, QuoteScene>();
  return ({ provider }) => {
    const known = scenes.get(provider);
    if (known !== undefined) return known;
    const traits = context.providers[provider];
    if (traits === undefined) {
      throw new AppError(
        "INTERNAL",
        `Cannot validate a quote of "${provider}": its traits are not in the context`,
      );
    }
    const quotes: Partial<Record<Metal, Quote>> = {};
    for (const quote of sound) if (quote.provider === provider) quotes[quote.metal] = quote;
    const scene = { ...context, traits, quotes };
    scenes.set(provider, scene);
    return scene;
  };
}
