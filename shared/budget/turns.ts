import { lastCloseBefore } from "../market/market-at.ts";
import { type Moment, unusableBecause } from "./obstacles.ts";
import { isPoor, isResting, mostOverdueFirst, openSince, overdue, type Pace, slack } from "./pace.ts";

export interface Turn {
  readonly pace: Pace;
  readonly reason: "turn" | "reopening";
}

const LONG_CLOSURE = 2 * 3_600_000;

/**
 * Of the providers that can be asked only seldom, the one whose turn it is, or null. `all` says how often they can be
 * asked together, `free` who can be asked now.
 */
export function turnOf(
  all: readonly Pace[],
  { free, ...moment }: Moment & { readonly free: readonly Pace[] },
): Turn | null {
  const { now, settings } = moment;
  const poor = all.filter((pace) => isPoor(pace, settings));
  const rate = poor.filter((pace) => unusableBecause(pace, now) === null)
    .reduce((sum, { interval }) => sum + 1 / interval, 0);
  const isDue = openSince(lastSuccessOf(poor), now) >= 1 / rate - slack(settings);
  if (!isDue && !reopeningIsUnseen(all, moment)) return null;
  const [next] = mostOverdueFirst(free.filter((pace) => isPoor(pace, settings) && !isResting(pace)));
  // Who has been asked lately, as a fallback, leaves the turn out; the others go on at the same distance.
  if (next === undefined || (isDue && overdue(next) < 0.5)) return null;
  return { pace: next, reason: isDue ? "turn" : "reopening" };
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
