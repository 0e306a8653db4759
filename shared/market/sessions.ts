import { type CalendarDay, calendarDay, formatDay, isoWeekday } from "./calendar-day.ts";
import { earlyCloses, fullHolidays } from "./holidays.ts";
import { newYorkTime } from "./new-york-time.ts";

/** The trading of one trade date. Times are epoch milliseconds; the session is [opensAt, closesAt). */
export interface Session {
  /** The New York date on which it ends, "2026-11-23". */
  readonly tradeDate: string;
  readonly opensAt: number;
  readonly closesAt: number;
  /** From here the futures market is shut (US holiday) and prices may be thin; null on ordinary days. */
  readonly thinFrom: number | null;
}

const OPENS = 18 * 60;
const CLOSES = 17 * 60;

const byYear = new Map<number, readonly Session[]>();

/**
 * The sessions whose trade date lies in the year, oldest first.
 *
 * Spot metals trade from 18:00 New York time of the day before to 17:00 of the trade date, Monday to Friday, with an
 * hour's break; see holidays.ts for the exceptions. Years before Globex follow the same rule: it is the one by which
 * prices are judged today.
 */
export function sessionsOfYear(year: number): readonly Session[] {
  const known = byYear.get(year);
  if (known !== undefined) return known;
  const holidays = new Set(fullHolidays(year));
  const thinMinutes = new Map(earlyCloses(year).map(({ day, minutes }) => [day, minutes]));
  const sessions: Session[] = [];
  const end = calendarDay(year + 1, 1, 1);
  for (let day = calendarDay(year, 1, 1); day < end; day++) {
    if (isoWeekday(day) > 5 || holidays.has(day)) continue;
    sessions.push(sessionOf(day, thinMinutes.get(day)));
  }
  byYear.set(year, sessions);
  return sessions;
}

/** The session that holds the instant or, when the market is closed, the next one. */
export function sessionAtOrAfter(ms: number): Session {
  for (let year = utcYear(ms);; year++) {
    const sessions = sessionsOfYear(year);
    const found = sessions[firstClosingAfter(sessions, ms)];
    if (found !== undefined) return found;
  }
}

/** The last session that had closed at the instant. */
export function sessionBefore(ms: number): Session {
  for (let year = utcYear(ms);; year--) {
    const sessions = sessionsOfYear(year);
    const found = sessions[firstClosingAfter(sessions, ms) - 1];
    if (found !== undefined) return found;
  }
}

/** Index of the first session with closesAt > ms, by bisection; the length where there is none. */
export function firstClosingAfter(sessions: readonly Session[], ms: number): number {
  let low = 0;
  let high = sessions.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const session = sessions[middle];
    if (session !== undefined && session.closesAt > ms) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function utcYear(ms: number): number {
  return new Date(ms).getUTCFullYear();
}

function sessionOf(day: CalendarDay, thinMinutes: number | undefined): Session {
  return {
    tradeDate: formatDay(day),
    opensAt: newYorkTime(day - 1, OPENS),
    closesAt: newYorkTime(day, CLOSES),
    thinFrom: thinMinutes === undefined ? null : newYorkTime(day, thinMinutes),
  };
}
