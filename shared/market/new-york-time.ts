import { type CalendarDay, utcMidnight } from "./calendar-day.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const HOUR_IN_NEW_YORK = new Intl.DateTimeFormat("en-US", {
  timeZone: "America/New_York",
  hour: "2-digit",
  hourCycle: "h23",
});

/**
 * The instant (epoch milliseconds) of a New York wall time between 04:00 and 23:59, given in minutes after midnight.
 *
 * New York is five hours behind UTC, or four in summer; which of them holds is asked from the platform's time zone
 * data. The clocks change before 04:00, so that in the hours allowed here a wall time is exactly one instant.
 */
export function newYorkTime(day: CalendarDay, minutes: number): number {
  const inWinter = utcMidnight(day) + minutes * MINUTE + 5 * HOUR;
  const shownHour = Number(HOUR_IN_NEW_YORK.format(inWinter));
  return shownHour === Math.floor(minutes / 60) ? inWinter : inWinter - HOUR;
}
