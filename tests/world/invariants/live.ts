import { marketAt } from "../../../shared/market/market-at.ts";
import { type Metal, METALS } from "../../../shared/schemas/metal.ts";
import type { ProviderModel } from "../model/provider-model.ts";
import type { Observation } from "../observe.ts";
import type { World } from "../world.ts";
import type { Violation } from "./invariant.ts";
import { distanceFromTruth, floorOf, openHours, percent } from "./tolerance.ts";

const HOUR = 3_600_000;
/** A disabled or broken provider is probed once a day at least. */
const PROBE_HOURS = 24;
/** How long a corroborated last price may delay the truth, and an hour. */
const DELAY_HOURS = 5;
/** How long a majority may be marked as disputed, and what it takes to notice. */
const DISPUTE_HOURS = 23 + DELAY_HOURS;
const PULLS = 12;
const CONSECUTIVE = 3;
/** What a planner keeps in reserve. */
const USABLE_SHARE = 0.8;
const OPEN_HOURS_A_MONTH = 480;

/** Live: the truth, once two families tell it again, is served within a bounded time; no state is forever. */
export function live(seen: Observation, world: World): readonly Violation[] {
  if (!isSteady(world) || Math.abs(world.plan.functionSkewSeconds) > 30) return [];
  return METALS.flatMap((metal): Violation[] => {
    const able = world.models.flatMap((model) => availableSince(model, metal, world))
      .toSorted((a, b) => a.cadence - b.cadence);
    const [first, second] = able;
    if (first === undefined || second === undefined) return [];
    const quick = able.filter(({ cadence }) => cadence <= 1.5 * world.slotMs);
    const liars = world.faults.filter(({ provider }) =>
      !able.some(({ model }) => model.plan.key === provider)
    ).length;
    // A lie that goes on needs a majority that is asked as often.
    if (liars > 0 && (quick.length < 2 || quick.length <= liars)) return [];
    const since = Math.max(first.since, second.since, world.intervalSince);
    const hasRecovered = first.since > world.plan.startsAt || second.since > world.plan.startsAt;
    const wall = hasRecovered ? PROBE_HOURS : 0;
    const open = DELAY_HOURS + 3 * second.cadence / HOUR;
    if (world.now - since < wall * HOUR || openHours(since, world.now) < open) return [];
    if (world.pulls.filter(({ startedAt }) => startedAt >= since).length < PULLS) return [];

    const answer = seen.metals.get(metal);
    const who = able.map(({ model }) => model.plan.key).join(" and ");
    if (answer === undefined) {
      return [{
        invariant: "live",
        subject: metal,
        cause: "no price",
        detail: `none, while ${who} tell the truth`,
      }];
    }
    const { state, state_reason: reason } = answer.latest;
    const off = distanceFromTruth(metal, answer, world);
    const isGood = state === "fresh" || (state === "carried" && first.cadence > world.slotMs);
    if (isGood && Math.abs(off) <= floorOf(metal)) return [];
    if (state === "disputed" && Math.abs(off) <= floorOf(metal) && isLieNew(world)) return [];
    return [{
      invariant: "live",
      subject: metal,
      cause: isGood
        ? `${state} and wrong`
        : `${state}${liars > 0 ? " beside a lie" : ""} (${shortened(reason)})`,
      detail: `${metal} ${answer.latest.price} of ${answer.latest.ts} is ${state} (${reason ?? ""}), ${
        percent(off)
      } from the truth, while ${who} tell the truth since ${new Date(since).toISOString()}`,
    }];
  });
}

/** Beside a family that has gone wrong, a right price may be marked for a day; what scatters goes wrong all the time. */
function isLieNew({ faults, now }: World): boolean {
  return faults.some(({ what, since }) => what.kind === "noise" || openHours(since, now) < DISPUTE_HOURS);
}

/** Pulls have come slot after slot in open market, and the last one has ended. */
function isSteady({ pulls, now, slotMs, intervalSince }: World): boolean {
  const market = marketAt(now);
  if (market.state === "closed" || market.thin || now - market.since < CONSECUTIVE * slotMs + 15 * 60_000) {
    return false;
  }
  const last = pulls.slice(-CONSECUTIVE);
  const [first] = last;
  if (first === undefined || last.length < CONSECUTIVE || first.slotAt < intervalSince) return false;
  if (
    last.some(({ outcome }) => outcome === "killed" || outcome === "running" || outcome === "already_done")
  ) {
    return false;
  }
  return now - first.slotAt <= CONSECUTIVE * slotMs && first.slotAt > market.since;
}

/** Since when a provider would tell the truth of a metal if it were asked, and how often its plan lets it be asked. */
export function availableSince(
  model: ProviderModel,
  metal: Metal,
  world: World,
): readonly { readonly model: ProviderModel; readonly since: number; readonly cadence: number }[] {
  const { plan, provider } = model;
  const since = world.healthySince.get(model)?.get(metal);
  if (since === undefined || provider.kind !== "spot" || !world.isHealthy(model, metal)) return [];
  if (!provider.metals.includes(metal) || plan.lacks.includes(metal) || plan.isDayOld) return [];
  // Whose month is not ours is a matter of the budget.
  if (plan.renews.day !== 1 || plan.renews.hour !== 0) return [];
  const lost = world.lostCalls.get(plan.key) ?? 0;
  if (plan.quota !== null && model.used(world.now) + lost > plan.quota * USABLE_SHARE) return [];
  return [{ model, since, cadence: cadenceOf(model, world) }];
}

/** Milliseconds of open market between two pulls that the plan of a provider allows. */
export function cadenceOf(model: ProviderModel, world: World): number {
  return Math.max(world.slotMs, paceOf(model));
}

/** The same, whatever the slots are. */
export function paceOf({ plan, provider }: ProviderModel): number {
  const least = provider.defaults.minimumIntervalSeconds * 1000;
  if (plan.quota === null) return least;
  const pulls = Math.floor(plan.quota * USABLE_SHARE / provider.pull.length);
  return Math.max(least, OPEN_HOURS_A_MONTH * HOUR / Math.max(1, pulls));
}

function shortened(reason: string | null): string {
  return (reason ?? "no reason").replace(/[\d.,]+/g, "#").slice(0, 70);
}
