import { openMillisecondsBetween } from "../market/open-time.ts";
import type { Quote } from "../schemas/quote.ts";
import {
  familyOf,
  type Fault,
  meetsReference,
  type PendingQuote,
  relativeDistance,
  type ValidationContext,
  yardstick,
} from "./context.ts";
import { bearsOut } from "./jump.ts";
import { toleranceBps } from "./tolerance.ts";

/**
 * What the past says may delay a price, never forbid it: a wrong last price must not refuse the truth for months. Who
 * may overrule it, in this order: the daily reference, a second family, and time.
 */

export interface PullQuotes {
  /** Quotes of this pull without any fault. */
  readonly sound: readonly Quote[];
  /** Quotes of this pull that only the past refuses, the quote in question among them. */
  readonly doubted: readonly Quote[];
}

const MINUTE = 60_000;

/** What bears a doubted quote out, in words, or null. */
export function borneOutBy(
  quote: Quote,
  fault: Fault,
  { context, sound, doubted }: PullQuotes & { readonly context: ValidationContext },
): string | null {
  // The reference knows a level, not which of two metals a number belongs to.
  const isPaired = fault.reason === "swapped" || fault.reason === "equal_metals";
  if (!isPaired && meetsReference(quote.metal, quote.price, context) === true) {
    return `borne out by the reference of ${context.references[quote.metal]?.date}`;
  }
  const others = (list: readonly Quote[]): readonly Quote[] =>
    list.filter((one) => isRival(one, quote, context));
  const denied = others(sound).some((one) => !agree(one, quote, context));
  const second = others([...sound, ...doubted]).find((one) => agree(one, quote, context));
  const earlier = context.pending.filter((one) => bearsOut(quote, one, context));
  const since = Math.min(context.now, ...earlier.map((one) => one.since));
  const held = openMillisecondsBetween(since, context.now);

  if (second !== undefined && !denied && mayOverrule(fault, quote, { held, context })) {
    return `confirmed by ${second.provider} at ${second.price}`;
  }
  const elsewhere = earlier.find((one) => sameLevel(quote, one, context));
  if (elsewhere !== undefined && !denied && mayOverrule(fault, quote, { held, context })) {
    return `confirmed by ${elsewhere.provider} at ${elsewhere.price} before`;
  }
  if (denied || isDeniedByWitness(quote, context)) return null;
  const own = earlier.find((one) => familyOf(one.provider, context) === familyOf(quote.provider, context));
  if (own === undefined) return null;
  const needed = soleMinutes(fault, quote, context);
  return needed !== null && openMillisecondsBetween(own.since, context.now) >= needed * MINUTE
    ? `shown since ${new Date(own.since).toISOString()} and not denied`
    : null;
}

/**
 * Two families overrule the last price at once where the move has no shape of a known fault or the last price was of one
 * family only. Against a price that several bore out, such a shape must last; against the reference it never may.
 */
function mayOverrule(
  { reason }: Fault,
  { metal, price }: Quote,
  { held, context }: { readonly held: number; readonly context: ValidationContext },
): boolean {
  if (reason === "jump" || reason === "reference_apart") return true;
  const known = yardstick(metal, context);
  const speaksForThePast = known !== null && meetsReference(metal, known, context) === true &&
    meetsReference(metal, price, context) === false;
  if (speaksForThePast) return false;
  const last = context.last[metal];
  if (last === undefined || !last.isCorroborated) return true;
  return held >= context.thresholds.soleShapeHours * 60 * MINUTE;
}

/**
 * For how many minutes of open market one family must go on saying so; null: its word alone is never enough. Against a
 * last price that nobody has borne out it is, where the new level could be a first price.
 */
function soleMinutes({ reason }: Fault, { metal, price }: Quote, context: ValidationContext): number | null {
  const { soleJumpMinutes, soleShapeHours, firstBand } = context.thresholds;
  if (reason === "jump") return soleJumpMinutes;
  const last = context.last[metal];
  if (last === undefined || last.isCorroborated || meetsReference(metal, price, context) === false) {
    return null;
  }
  const isPaired = reason === "swapped" || reason === "equal_metals" || reason === "metal_ratio";
  const couldBeFirst = price >= firstBand[metal].low && price <= firstBand[metal].high;
  return couldBeFirst && !isPaired ? soleShapeHours * 60 : null;
}

function isRival(one: Quote, quote: Quote, context: ValidationContext): boolean {
  return one.metal === quote.metal && familyOf(one.provider, context) !== familyOf(quote.provider, context) &&
    context.providers[one.provider]?.kind === "spot";
}

function agree(one: Quote, quote: Quote, { thresholds }: ValidationContext): boolean {
  return relativeDistance(one.price, quote.price) <= thresholds.floorBps[quote.metal] / 10_000;
}

/** Another family has said the same in an earlier pull, as near as the time since allows. */
function sameLevel(quote: Quote, earlier: PendingQuote, context: ValidationContext): boolean {
  if (familyOf(earlier.provider, context) === familyOf(quote.provider, context)) return false;
  if (context.providers[earlier.provider]?.kind !== "spot") return false;
  const limit = toleranceBps(context.thresholds.floorBps[quote.metal], {
    seenAt: earlier.fetchedAt,
    now: context.now,
  });
  return relativeDistance(quote.price, earlier.price) <= limit / 10_000;
}

/** A family that was not asked now has, since the jump began, still seen the old level. */
function isDeniedByWitness(quote: Quote, context: ValidationContext): boolean {
  const began = Math.min(
    ...context.pending.filter((one) =>
      one.metal === quote.metal && familyOf(one.provider, context) === familyOf(quote.provider, context)
    ).map(({ since }) => since),
  );
  return context.witnesses.some(({ metal, family, price, seenAt }) =>
    metal === quote.metal && family !== familyOf(quote.provider, context) && seenAt >= began &&
    relativeDistance(quote.price, price) > toleranceBps(context.thresholds.floorBps[metal], {
          seenAt,
          now: context.now,
        }) / 10_000
  );
}
