import {
  type CalendarDay,
  calendarDay,
  isoWeekday,
  nearestWorkday,
  weekdayOnOrAfter,
} from "./calendar-day.ts";
import { easterSunday } from "./easter.ts";

/**
 * The holidays of CME Globex metals, which spot dealers follow.
 *
 * Source: rsheftel/pandas_market_calendars, calendars/cme_globex_energy_and_metals.py and holidays/cme_globex.py.
 * The SQL function spot.fill_market_sessions holds the same rules.
 */

const MONDAY = 1;
const THURSDAY = 4;
const SUNDAY = 7;

/**
 * Trade dates without a session. New Year's Day on a Saturday is not observed at all (Friday 2021-12-31 and Monday
 * 2022-01-03 were ordinary sessions), Christmas on a Saturday is observed on the Friday (2021-12-24).
 */
export function fullHolidays(year: number): readonly CalendarDay[] {
  const newYear = calendarDay(year, 1, 1);
  return [
    isoWeekday(newYear) === SUNDAY ? newYear + 1 : newYear,
    easterSunday(year) - 2,
    nearestWorkday(calendarDay(year, 12, 25)),
  ];
}

export interface EarlyClose {
  readonly day: CalendarDay;
  /** New York time, minutes after midnight. */
  readonly minutes: number;
}

const AT_13_00 = 13 * 60;
const AT_13_45 = 13 * 60 + 45;
const AT_14_30 = 14 * 60 + 30;
const AT_14_45 = 14 * 60 + 45;

/** Hours that CME published for single days and that no rule gives (pandas_market_calendars issue 464). */
const PUBLISHED: ReadonlyMap<CalendarDay, number> = new Map([
  [calendarDay(2026, 6, 19), AT_13_00],
  [calendarDay(2026, 7, 3), AT_13_00],
  [calendarDay(2026, 9, 7), AT_14_30],
  [calendarDay(2026, 11, 27), AT_14_45],
]);

/**
 * Days on which the futures stop before 17:00. Whether over-the-counter feeds go on is not known, so such a session
 * stays open and is "thin" from then. A day of the list may also be a weekend or a full holiday; then it says nothing.
 */
export function earlyCloses(year: number): readonly EarlyClose[] {
  const thanksgiving = weekdayOnOrAfter(calendarDay(year, 11, 22), THURSDAY);
  // Each with the year in which the holiday came into force.
  const holidays: readonly [CalendarDay, number][] = [
    [weekdayOnOrAfter(calendarDay(year, 1, 15), MONDAY), 1998],
    [weekdayOnOrAfter(calendarDay(year, 2, 15), MONDAY), 1971],
    [weekdayOnOrAfter(calendarDay(year, 5, 25), MONDAY), 1971],
    [nearestWorkday(calendarDay(year, 6, 19)), 2022],
    [nearestWorkday(calendarDay(year, 7, 4)), 0],
    [thanksgiving, 0],
  ];
  const byRule: readonly [CalendarDay, number][] = [
    ...holidays.filter(([, since]) => year >= since).map(
      ([day]): [CalendarDay, number] => [day, year < 2022 ? AT_13_00 : AT_14_30],
    ),
    [weekdayOnOrAfter(calendarDay(year, 9, 1), MONDAY), AT_13_00],
    [thanksgiving + 1, AT_13_45],
    [calendarDay(year, 12, 24), AT_13_45],
  ];
  return byRule.map(([day, minutes]) => ({ day, minutes: PUBLISHED.get(day) ?? minutes }));
}
