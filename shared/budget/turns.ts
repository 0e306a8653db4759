import { lastCloseBefore } from "../market/market-at.ts";
import { type Moment, unusableBecause } from "./obstacles.ts";
import { HASTE, isAbout, isPoor, isResting, isRich, mostOverdueFirst, openSince, type Pace } from "./pace.ts";

export interface Turn {
  readonly pace: Pace;
  readonly reason: "turn" | "reopening" | "fallback";
}

const LONG_CLOSURE = 2 * 3_600_000;
/** At the very opening, feeds still show the last session's price. */
const FIRST_TRADES = 60_000;

/**
 * Of the providers that can be asked only seldom, the one whose turn it is, or null. `all` says how often they can be
 * asked together, `free` who can be asked now.
 */
export function turnOf(
  all: readonly Pace[],
  { free, ...moment }: Moment & { readonly free: readonly Pace[] },
): Turn | null {
  const { now, settings, market } = moment;
  if (now - market.since < FIRST_TRADES) return null;
  const poor = all.filter((pace) => isPoor(pace, settings));
  const rate = poor.filter((pace) => unusableBecause(pace, now) === null)
    .reduce((sum, { interval }) => sum + 1 / interval, 0);
  // Whoever has just spent its last call has had the last turn, too.
  const metered = all.filter((pace) => pace.quotaLeft !== null && !isRich(pace, settings));
  const since = openSince(lastSuccessOf(metered), now);
  const ready = mostOverdueFirst(free.filter((pace) => isPoor(pace, settings) && !isResting(pace)));
  const [next] = ready;
  if (next === undefined) return null;
  if (isAbout(1 / rate, since, settings)) return { pace: next, reason: "turn" };
  if (reopeningIsUnseen(all, moment)) return { pace: next, reason: "reopening" };
  const standIn = ready.find(({ hasReserve }) => hasReserve);
  if (standIn === undefined || !richOnesAreOut(all, moment) || !isAbout(1 / rate / HASTE, since, settings)) {
    return null;
  }
  return { pace: standIn, reason: "fallback" };
}

/** Those who are asked in every pull are all out of order: the reserve is there for such days. */
function richOnesAreOut(all: readonly Pace[], { now, settings }: Moment): boolean {
  const rich = all.filter((pace) =>
    pace.provider.kind === "spot" && pace.provider.enabled && pace.provider.hasKey &&
    (pace.quotaLeft === null || isRich(pace, settings))
  );
  return rich.length > 0 && rich.every((pace) => unusableBecause(pace, now) !== null);
}

/** The move of a weekend shows at the reopening. Where no keyless provider looks, a turn is spent on it. */
function reopeningIsUnseen(all: readonly Pace[], { now, market }: Moment): boolean {
  const { opensAt } = market.session;
  if (market.state === "closed" || opensAt - lastCloseBefore(opensAt) < LONG_CLOSURE) return false;
  const spot = all.filter(({ provider }) => provider.kind === "spot");
  if (spot.some((pace) => pace.quotaLeft === null && unusableBecause(pace, now) === null)) return false;
  return (lastSuccessOf(spot) ?? -Infinity) < opensAt;
}

function lastSuccessOf(paces: readonly Pace[]): number | null {
  const times = paces.flatMap(({ provider: { lastSuccessAt } }) =>
    lastSuccessAt === null ? [] : [lastSuccessAt]
  );
  return times.length === 0 ? null : Math.max(...times);
}
