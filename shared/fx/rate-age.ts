import { formatDay, utcDay } from "../market/calendar-day.ts";

/** A weekend with holidays on both sides (Easter, New Year) lasts five days. */
export const FRESH_DAYS = 5;
/** From this age on a rate says nothing about a price. */
export const END_DAYS = 31;

/** not_yet: dated after today, so not in force; ended: there is no price in that currency. */
export type RateAge = "not_yet" | "fresh" | "stale" | "ended";

/** What every age below is counted in: the day (UTC) of the rate, and the moment of the price. */
export interface RateMoment {
  /** When the rate was quoted, RFC 3339, or its date, YYYY-MM-DD. */
  readonly quotedAt: string;
  /** The moment that the price is for, epoch milliseconds: now, or a time of the past. */
  readonly at: number;
}

/** Age in whole calendar days (UTC); negative for a rate of a later day, whose time has not come. */
export function rateDays({ quotedAt, at }: RateMoment): number {
  return utcDay(at) - utcDay(Date.parse(quotedAt));
}

/**
 * The one rule of age for rates: 0 to 5 days fresh, 6 to 30 days stale, from 31 days on ended. A rate dated tomorrow
 * is kept but not yet in force. The database mirrors it; a price takes the newest rate that is in force.
 */
export function rateAge(moment: RateMoment): RateAge {
  const days = rateDays(moment);
  if (days < 0) return "not_yet";
  if (days <= FRESH_DAYS) return "fresh";
  return days < END_DAYS ? "stale" : "ended";
}

/** The `state_reason` of a price that was converted with an old rate. */
export function oldRateReason(currency: string, quotedAt: string): string {
  return `fx: the rate of ${currency} is of ${formatDay(utcDay(Date.parse(quotedAt)))}`;
}
