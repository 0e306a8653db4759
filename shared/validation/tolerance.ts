import { openMillisecondsBetween } from "../market/open-time.ts";

const QUARTER_HOUR = 900_000;

/**
 * How far two honest looks at a metal may differ when the older one was taken at `seenAt`, in basis points. The floor is
 * the 99th percentile of 15-minute moves (docs/trust.md); moves grow with the square root of open-market time.
 */
export function toleranceBps(
  floorBps: number,
  { seenAt, now }: { readonly seenAt: number; readonly now: number },
): number {
  return floorBps * Math.sqrt(Math.max(1, openMillisecondsBetween(seenAt, now) / QUARTER_HOUR));
}
