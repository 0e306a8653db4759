import { openMillisecondsBetween } from "../market/open-time.ts";
import type { Metal } from "../schemas/metal.ts";
import type { Quote } from "../schemas/quote.ts";
import { lastPrice, type PendingQuote, relativeDistance, type ValidationContext } from "./context.ts";

/**
 * A large move is news or a fault, and one source alone cannot say which. It waits until another family shows it, the
 * daily reference bears it out, or nobody has denied it for a while: +36.6 % in a day did happen.
 */

export interface Jump {
  /** Signed: 0.366 is a rise of 36.6 %. */
  readonly share: number;
  readonly limit: number;
}

const HOUR = 3_600_000;

/** The jump of a quote against the last price, or null where there is none to speak of. */
export function jumpOf({ metal, price }: Quote, context: ValidationContext): Jump | null {
  const last = lastPrice(metal, context);
  if (last === null) return null;
  const share = price / last - 1;
  const limit = jumpLimit(metal, context.last[metal]?.pricedAt ?? context.now, context);
  return Math.abs(share) > limit ? { share, limit } : null;
}

/**
 * True where the quote is another look at the same new level as the earlier one. The very same answer served again
 * (same price, same quote time) is not another look.
 */
export function bearsOut(quote: Quote, earlier: PendingQuote, context: ValidationContext): boolean {
  const { confirmingShare, pendingHours } = context.thresholds;
  if (earlier.metal !== quote.metal || earlier.fetchedAt >= context.now) return false;
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
