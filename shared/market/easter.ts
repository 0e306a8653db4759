import { type CalendarDay, calendarDay } from "./calendar-day.ts";

/**
 * Easter Sunday of a year of the Gregorian calendar.
 *
 * The anonymous algorithm (Nature, 20 April 1876; Meeus, Astronomical Algorithms, chapter 8), with its letters.
 */
export function easterSunday(year: number): CalendarDay {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const g = Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - c % 4) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return calendarDay(year, Math.floor(n / 31), n % 31 + 1);
}
