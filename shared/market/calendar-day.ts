/**
 * A day of the civil calendar as a whole number of days since 1970-01-01. It has no time zone: "the trade date
 * 2026-11-23" is the same day number for everyone.
 */
export type CalendarDay = number;

const MILLISECONDS_PER_DAY = 86_400_000;

export function calendarDay(year: number, month: number, dayOfMonth: number): CalendarDay {
  return Date.UTC(year, month - 1, dayOfMonth) / MILLISECONDS_PER_DAY;
}

/** The UTC date that holds an instant, epoch milliseconds. */
export function utcDay(ms: number): CalendarDay {
  return Math.floor(ms / MILLISECONDS_PER_DAY);
}

/** Midnight UTC of the day, epoch milliseconds. */
export function utcMidnight(day: CalendarDay): number {
  return day * MILLISECONDS_PER_DAY;
}

/** "2026-11-23". */
export function formatDay(day: CalendarDay): string {
  return new Date(utcMidnight(day)).toISOString().slice(0, 10);
}

/** 1 Monday … 7 Sunday. Day 0 was a Thursday. */
export function isoWeekday(day: CalendarDay): number {
  return ((day + 3) % 7 + 7) % 7 + 1;
}

/** The first given weekday (1 Monday … 7 Sunday) that is not before the day. */
export function weekdayOnOrAfter(day: CalendarDay, weekday: number): CalendarDay {
  return day + (weekday - isoWeekday(day) + 7) % 7;
}

/** A Saturday becomes the Friday before, a Sunday the Monday after: how US holidays are observed. */
export function nearestWorkday(day: CalendarDay): CalendarDay {
  const weekday = isoWeekday(day);
  if (weekday === 6) return day - 1;
  if (weekday === 7) return day + 1;
  return day;
}
