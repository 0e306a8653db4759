import { AppError } from "../errors.ts";
import type { Metal } from "../schemas/metal.ts";
import type { Quote } from "../schemas/quote.ts";
import type { QuoteScene, ValidationContext } from "./context.ts";
import { confirmationOf, jumpOf } from "./jump.ts";
import { bidAboveAsk, bidAskFar, notPositive } from "./number-rules.ts";
import { goldSilverApart, outsideBand } from "./plausibility-rules.ts";
import { factor31, inverted, swapped } from "./recognition-rules.ts";
import { frozen, timeInFuture, tooOld } from "./time-rules.ts";
import type { QuoteReason, Verdict } from "./verdict.ts";

/** One question about one quote: the figures behind a "yes, that is wrong", or null. */
type Rule = (quote: Quote, scene: QuoteScene) => string | null;

/** In this order; the first that holds names the reason. Names of known faults come before the general ones. */
export const REJECTING_RULES: readonly (readonly [Exclude<QuoteReason, "jump">, Rule])[] = [
  ["not_positive", notPositive],
  ["time_in_future", timeInFuture],
  ["too_old", tooOld],
  ["inverted", inverted],
  ["factor_31", factor31],
  ["swapped", swapped],
  ["outside_band", outsideBand],
  ["gold_silver_ratio", goldSilverApart],
  ["bid_above_ask", bidAboveAsk],
  ["bid_ask_far", bidAskFar],
  ["frozen", frozen],
];

/**
 * Judges every quote of one pull, each for itself: one bad metal does not cost the others. The verdicts come in the
 * order of the quotes and do not depend on it. Throws INTERNAL for a quote of a provider that is not in the context.
 */
export function validateQuotes<Q extends Quote>(
  quotes: readonly Q[],
  context: ValidationContext,
): Verdict<Q>[] {
  const faults = new Map<Quote, Fault>();
  let sceneOf = scenesOf(quotes, context);
  for (const [reason, rule] of REJECTING_RULES) {
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
  const sound = quotes.filter((quote) => !faults.has(quote));
  return quotes.map((quote): Verdict<Q> => {
    const fault = faults.get(quote);
    if (fault !== undefined) return { quote, verdict: "rejected", ...fault };
    const jump = jumpOf(quote, context);
    if (jump === null) return { quote, verdict: "accepted", reason: null, detail: null };
    const size = `${jump.share > 0 ? "+" : "−"}${(Math.abs(jump.share) * 100).toFixed(1)} %`;
    const confirmation = confirmationOf(quote, sound, context);
    return confirmation === null
      ? { quote, verdict: "quarantined", reason: "jump", detail: `${size} against the last price` }
      : { quote, verdict: "accepted", reason: null, detail: `${size}, ${confirmation}` };
  });
}

interface Fault {
  readonly reason: QuoteReason;
  readonly detail: string;
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
