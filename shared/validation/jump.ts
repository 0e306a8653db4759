import { openMillisecondsBetween } from "../market/open-time.ts";
import type { Metal } from "../schemas/metal.ts";
import type { Quote } from "../schemas/quote.ts";
import { lastPrice, type PendingQuote, relativeDistance, type ValidationContext } from "./context.ts";

/**
 * A large move is news or a fault, and one source alone cannot say which. It waits until a second family shows it in
 * the same pull or the same family shows it again in the next one: +36.6 % in a day did happen.
 */

export interface Jump {
  /** Signed: 0.366 is a rise of 36.6 %. */
  readonly share: number;
  readonly limit: number;
}

const HOUR = 3_600_000;
/** A price formed in the pull of the quarantine, or after it, came from families that did not see the jump. */
const SAME_PULL = 30_000;

/** The jump of a quote against the last price, or null where there is none to speak of. */
export function jumpOf({ metal, price }: Quote, context: ValidationContext): Jump | null {
  const last = lastPrice(metal, context);
  if (last === null) return null;
  const share = price / last - 1;
  const limit = jumpLimit(metal, context.last[metal]?.pricedAt ?? context.now, context);
  return Math.abs(share) > limit ? { share, limit } : null;
}

/** What confirms the jump, in words, or null. `others` are the quotes of this pull that no rule has rejected. */
export function confirmationOf(
  quote: Quote,
  others: readonly Quote[],
  context: ValidationContext,
): string | null {
  const family = familyOf(quote.provider, context);
  const floor = context.thresholds.floorBps[quote.metal] / 10_000;
  const families = others.filter((other) =>
    other.metal === quote.metal && familyOf(other.provider, context) !== family &&
    context.providers[other.provider]?.kind === "spot"
  );
  const witness = families.find((other) => relativeDistance(quote.price, other.price) <= floor);
  if (witness !== undefined) return `confirmed by ${witness.provider} at ${witness.price}`;
  // Where others are there to ask and still see the old level, saying it twice proves nothing.
  if (families.some((other) => jumpOf(other, context) === null)) return null;
  const earlier = context.pending.find((one) =>
    one.metal === quote.metal && familyOf(one.provider, context) === family && bearsOut(quote, one, context)
  );
  return earlier === undefined
    ? null
    : `confirmed by the pull after ${new Date(earlier.fetchedAt).toISOString()}`;
}

/**
 * True where the quote is a second look at the same new level as the quarantined one. The very same answer served
 * again (same price, same quote time) is not a second look.
 */
export function bearsOut(quote: Quote, earlier: PendingQuote, context: ValidationContext): boolean {
  const { confirmingShare, pendingHours } = context.thresholds;
  const pricedAt = context.last[quote.metal]?.pricedAt ?? -Infinity;
  if (earlier.fetchedAt >= context.now || earlier.fetchedAt < pricedAt + SAME_PULL) return false;
  if (openMillisecondsBetween(earlier.fetchedAt, context.now) > pendingHours * HOUR) return false;
  if (earlier.price === quote.price && earlier.quotedAt === quote.quotedAt) return false;
  const limit = jumpLimit(quote.metal, earlier.fetchedAt, context) * confirmingShare;
  return relativeDistance(quote.price, earlier.price) <= limit;
}

function jumpLimit(metal: Metal, since: number, { now, thresholds }: ValidationContext): number {
  const { inAnHour, inAll } = thresholds.jump[metal];
  // Moves grow with the square root of time; below an hour the limit does not shrink, since news comes at once.
  const hours = Math.max(1, openMillisecondsBetween(since, now) / HOUR);
  return Math.min(inAll, inAnHour * Math.sqrt(hours));
}

function familyOf(provider: string, { providers }: ValidationContext): string {
  return providers[provider]?.family ?? provider;
}
