import { openMillisecondsBetween } from "../market/open-time.ts";

const QUARTER_HOUR = 900_000;

/** Closed hours move a price too, but less: a weekend counts as six hours of open market, the daily break as minutes. */
const CLOSED_SHARE = 1 / 8;

/**
 * How far two honest looks at a metal may differ when the older one was taken at `seenAt`, in basis points. The floor is
 * the 99th percentile of 15-minute moves (docs/trust.md); moves grow with the square root of time, of which the hours of
 * a closed market count an eighth: prices open elsewhere than they closed.
 */
export function toleranceBps(
  floorBps: number,
  { seenAt, now }: { readonly seenAt: number; readonly now: number },
): number {
  const open = openMillisecondsBetween(seenAt, now);
  const moving = open + CLOSED_SHARE * Math.max(0, now - seenAt - open);
  return floorBps * Math.sqrt(Math.max(1, moving / QUARTER_HOUR));
}
