import { openMillisecondsBetween } from "../../../shared/market/open-time.ts";
import type { Metal } from "../../../shared/schemas/metal.ts";
import { DEFAULT_THRESHOLDS } from "../../../shared/validation/thresholds.ts";
import type { MetalAnswer } from "../observe.ts";
import type { World } from "../world.ts";

/** What honest providers differ by from the truth and from each other: habits of −3 to +6, noise, bid and ask. */
const HONEST_SPREAD_BPS = 20;
/** Feeds tell prices that are up to ten minutes old, and a pull takes a while. */
const FEED_AGE_MS = 15 * 60_000;
/** Of gold, silver, platinum and palladium: how far a fixing may lie from the price of its day. */
const REFERENCE_SHARE: Readonly<Record<Metal, number>> = {
  gold: 0.03,
  silver: 0.05,
  platinum: 0.07,
  palladium: 0.07,
};

/** Where an answer of now must lie: what the truth has been since the time that the answer names, and a floor. */
export function distanceFromTruth(metal: Metal, answer: MetalAnswer, world: World): number {
  const price = answer.latest.price;
  const from = Math.min(Date.parse(answer.latest.ts), world.now) - FEED_AGE_MS;
  const { low, high } = world.truth.range(metal, from, world.now);
  return price < low ? price / low - 1 : price > high ? price / high - 1 : 0;
}

/** One floor and the honest spread, as a share. */
export function floorOf(metal: Metal): number {
  return (DEFAULT_THRESHOLDS.floorBps[metal] + HONEST_SPREAD_BPS) * 1e-4;
}

export function referenceShare(metal: Metal, openDays: number): number {
  return REFERENCE_SHARE[metal] * Math.sqrt(Math.max(1, openDays));
}

/** Hours of open market. */
export function openHours(from: number, to: number): number {
  return openMillisecondsBetween(from, to) / 3_600_000;
}

export function percent(share: number): string {
  return `${share >= 0 ? "+" : "−"}${(Math.abs(share) * 100).toFixed(Math.abs(share) < 0.1 ? 2 : 0)} %`;
}
