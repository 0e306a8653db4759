import { type Session, sessionAtOrAfter, sessionBefore } from "./sessions.ts";

/** Why the market is closed: the daily hour, the weekend, or a full holiday (weekends beside one included). */
export type ClosedBecause = "break" | "weekend" | "holiday";

/** The market at one instant. Times are epoch milliseconds. */
export interface MarketState {
  readonly state: "open" | "closed";
  /** True while open on a day on which the futures have stopped early. */
  readonly thin: boolean;
  readonly closedBecause: ClosedBecause | null;
  /** When this state began. */
  readonly since: number;
  /** When it ends: the close while open, the next open while closed. */
  readonly changesAt: number;
  /** The session that is on, or the next one. */
  readonly session: Session;
}

const HOUR = 3_600_000;
const WEEKEND = 49 * HOUR;

export function marketAt(ms: number): MarketState {
  const session = sessionAtOrAfter(ms);
  if (session.opensAt <= ms) {
    const thin = session.thinFrom !== null && session.thinFrom <= ms;
    const { opensAt: since, closesAt: changesAt } = session;
    return { state: "open", thin, closedBecause: null, since, changesAt, session };
  }
  const since = sessionBefore(ms).closesAt;
  const changesAt = session.opensAt;
  return {
    state: "closed",
    thin: false,
    closedBecause: reasonOf(changesAt - since),
    since,
    changesAt,
    session,
  };
}

/** The last instant, not after the given one, at which a session ended. */
export function lastCloseBefore(ms: number): number {
  return sessionBefore(ms).closesAt;
}

function reasonOf(length: number): ClosedBecause {
  if (length === HOUR) return "break";
  // Friday 17:00 to Sunday 18:00, an hour more or less where the clocks change.
  return Math.abs(length - WEEKEND) <= HOUR ? "weekend" : "holiday";
}
