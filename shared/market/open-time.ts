import { firstClosingAfter, sessionAtOrAfter, sessionsOfYear, utcYear } from "./sessions.ts";

/**
 * How many milliseconds of open market lie in [from, to). The age of a price in open time is what makes it stale:
 * Friday's close is as fresh on Sunday noon as it was on Friday evening.
 */
export function openMillisecondsBetween(from: number, to: number): number {
  if (to <= from) return 0;
  return openMillisecondsInYearsUpTo(to, utcYear(from)) - openMillisecondsInYearsUpTo(from, utcYear(from));
}

/** The instant by which the given open time has passed since `from`; always an instant of open market or its end. */
export function addOpenMilliseconds(from: number, length: number): number {
  let left = length;
  let session = sessionAtOrAfter(from);
  let at = Math.max(from, session.opensAt);
  while (left > session.closesAt - at) {
    left -= session.closesAt - at;
    session = sessionAtOrAfter(session.closesAt);
    at = session.opensAt;
  }
  return at + left;
}

/** Open time before `ms`, counted from the first session of the year before `firstYear`. */
function openMillisecondsInYearsUpTo(ms: number, firstYear: number): number {
  let total = 0;
  // The session of 1 January opens in the year before and that of 31 December may not: count by trade date, and
  // look one year further than the calendar says.
  for (let year = firstYear - 1; year <= utcYear(ms) + 1; year++) {
    const sessions = sessionsOfYear(year);
    const index = firstClosingAfter(sessions, ms);
    total += closedTotals(year)[index] ?? 0;
    const running = sessions[index];
    if (running !== undefined && running.opensAt < ms) total += ms - running.opensAt;
  }
  return total;
}

const totals = new Map<number, readonly number[]>();

/** At index i, the length of the first i sessions of the year together. */
function closedTotals(year: number): readonly number[] {
  const known = totals.get(year);
  if (known !== undefined) return known;
  const sums = [0];
  for (const { opensAt, closesAt } of sessionsOfYear(year)) {
    sums.push((sums.at(-1) ?? 0) + closesAt - opensAt);
  }
  totals.set(year, sums);
  return sums;
}
