import { marketAt } from "../../../shared/market/market-at.ts";
import { openMillisecondsBetween } from "../../../shared/market/open-time.ts";
import { METALS } from "../../../shared/schemas/metal.ts";
import { quotaMonthOf } from "../model/quota-month.ts";
import type { Observation } from "../observe.ts";
import type { World } from "../world.ts";
import type { Violation } from "./invariant.ts";
import { availableSince, cadenceOf, paceOf } from "./live.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A probe, and the one retry of each of its calls. */
const CLOSED_CALLS_PER_REQUEST = 2;

/** Budgets: quotas and closed hours are kept, no state is without an end, and whoever answers again is asked again. */
export function budget(seen: Observation, world: World): readonly Violation[] {
  return world.models.flatMap((model): Violation[] => {
    const { plan, provider } = model;
    const found: Violation[] = [];
    const say = (cause: string, detail: string): void => {
      found.push({ invariant: "budget", subject: plan.key, cause, detail });
    };
    const used = model.used(world.now);
    const lost = world.lostCalls.get(plan.key) ?? 0;
    const month = quotaMonthOf(plan.renews, world.now);
    // One probe a day tells a plan that is renewed on a day of its own.
    const probes = plan.renews.day === 1 && plan.renews.hour === 0
      ? 0
      : Math.ceil((world.now - month) / DAY) + 1;
    if (plan.quota !== null && used > plan.quota + lost + probes) {
      say("more calls than the quota", `${used} of ${plan.quota} calls, ${lost} of them unknown to us`);
    }
    const today = Math.floor(world.now / DAY);
    const { calls, whileClosed } = model.days.get(today) ?? { calls: 0, whileClosed: 0 };
    if (plan.quota !== null) {
      const end = nextMonth(world.now);
      const left = plan.quota - (used - calls);
      const begin = Math.max(today * DAY, world.plan.startsAt);
      const share = openMillisecondsBetween(begin, (today + 1) * DAY) /
        Math.max(1, openMillisecondsBetween(begin, end));
      // A whole pull is the least that can be asked; the reopening has one of its own.
      const most = Math.ceil(2 * Math.max(left * share, provider.pull.length)) + 2 * provider.pull.length +
        lost;
      if (calls > most && share > 0) {
        say(
          "more than twice the even pace in a day",
          `${calls} calls, ${most.toFixed(0)} would be twice the pace`,
        );
      }
    }
    if (provider.kind === "spot" && whileClosed > CLOSED_CALLS_PER_REQUEST * provider.pull.length) {
      say("calls while the market is closed", `${whileClosed} calls on a day`);
    }
    const breaker = seen.inside.breakers[plan.key];
    const reason = breaker?.disabled_reason ?? null;
    if (reason !== null && !hasTime(breaker?.disabled_until) && !hasTime(breaker?.retry_at)) {
      say(
        `disabled without an end (${reason}, ${provider.keyVariable === null ? "keyless" : "with a key"})`,
        "",
      );
    }
    const idle = idleHours(model, world);
    if (idle !== null) {
      say(
        "answers again and is not asked for a day",
        `not asked for ${idle.toFixed(0)} h; ${reason ?? breaker?.state}`,
      );
    }
    return found;
  });
}

/** Hours for which a provider that would answer has not been asked, where that is too long; else null. */
function idleHours(model: World["models"][number], world: World): number | null {
  const able = METALS.flatMap((metal) => availableSince(model, metal, world));
  const [first] = able;
  if (first === undefined || able.length < model.provider.metals.length - model.plan.lacks.length) {
    return null;
  }
  // Who could be asked in every pull may be left out for others who are as good.
  const isSeldom = cadenceOf(model, world) > 3_600_000;
  if (model.plan.quota !== null && !isSeldom) return null;
  // Of several that take turns, the most overdue is asked; where slots are missed others are more overdue.
  if (isSeldom && !isRegular(world)) return null;
  const market = marketAt(world.now);
  if (market.state === "closed" || world.now - market.since < 2 * HOUR) return null;
  const since = Math.max(model.lastCalledAt ?? world.plan.startsAt, ...able.map(({ since }) => since));
  const open = openMillisecondsBetween(since, world.now);
  if (world.now - since < DAY || open < 2 * HOUR + 2.5 * cadenceOf(model, world) * crowd(world)) return null;
  const pulls = world.pulls.filter(({ startedAt }) =>
    startedAt > since && marketAt(startedAt).state === "open"
  );
  const isSpread = pulls.length >= 12 && (pulls.at(-1)?.startedAt ?? 0) - since >= DAY;
  return isSpread ? (world.now - since) / HOUR : null;
}

/** By how much providers that take turns wait longer: one turn a slot is all there is. */
function crowd(world: World): number {
  const metered = world.models.filter(({ plan, provider }) =>
    plan.quota !== null && provider.kind === "spot"
  );
  return Math.max(1, metered.reduce((sum, model) => sum + world.slotMs / paceOf(model), 0));
}

/** Of the slots of open market in the last three days, most had a pull. */
function isRegular(world: World): boolean {
  const from = world.now - 3 * DAY;
  const slots = openMillisecondsBetween(from, world.now) / world.slotMs;
  return world.pulls.filter(({ startedAt }) => startedAt > from).length > 0.7 * slots;
}

function hasTime(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number";
}

function nextMonth(now: number): number {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}
