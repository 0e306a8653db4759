import { addOpenMilliseconds, openMillisecondsBetween } from "../market/open-time.ts";
import { permission } from "./breaker.ts";
import type { BudgetSettings } from "./budget-settings.ts";
import { monthStart, nextMonthStart } from "./month.ts";
import { type ProviderBudget, quotaLeft, quotaTotal } from "./provider-budget.ts";

/** How fast a provider may be asked so that its quota lasts the month. */
export interface Pace {
  readonly provider: ProviderBudget;
  /** Calls left this month, reserve included; null without a limit. */
  readonly quotaLeft: number | null;
  /** Whole pulls that may be planned, reserve excluded; null without a limit. */
  readonly pullsLeft: number | null;
  /** Milliseconds of open market between two planned pulls; Infinity when there are none left. */
  readonly interval: number;
  /** Milliseconds of open market since it was last asked; Infinity when it never was. */
  readonly since: number;
  /** True while no more is spent than the month's course and the reserve together allow: there is room for haste. */
  readonly hasReserve: boolean;
}

/** In an outage the others may be asked so many times faster than their pace; the reserve pays for it. */
export const HASTE = 3;

/** Cron and network make pulls come a little early or late; that must not cost a slot. */
export function slack({ fetchIntervalSeconds }: BudgetSettings): number {
  return Math.min(30_000, fetchIntervalSeconds * 100);
}

/**
 * True in the slot that is nearest to the end of the interval. Always taking the next one would lose half a slot each
 * time; what is gained here is paid back by a longer interval.
 */
export function isAbout(interval: number, since: number, { fetchIntervalSeconds }: BudgetSettings): boolean {
  return since >= interval - fetchIntervalSeconds * 500;
}

export function paceOf(provider: ProviderBudget, now: number, settings: BudgetSettings): Pace {
  const left = quotaLeft(provider, now);
  const since = openSince(provider.lastCalledAt, now);
  const minimum = provider.minimumIntervalSeconds * 1000;
  if (left === null) {
    return { provider, quotaLeft: null, pullsLeft: null, interval: minimum, since, hasReserve: true };
  }
  const end = nextMonthStart(now);
  const openLeft = openMillisecondsBetween(now, end);
  const openInMonth = openMillisecondsBetween(monthStart(now), end);
  const total = quotaTotal(provider) ?? left;
  const course = total * openLeft / openInMonth;
  const reserve = Math.floor(course * settings.reserveShare);
  const pullsLeft = Math.max(0, Math.floor((left - reserve) / provider.callsPerPull));
  const interval = pullsLeft === 0 ? Infinity : Math.max(minimum, openLeft / pullsLeft);
  const hasReserve = left - provider.callsPerPull >= course * (1 - settings.reserveShare);
  return { provider, quotaLeft: left, pullsLeft, interval, since, hasReserve };
}

export function openSince(at: number | null, now: number): number {
  return at === null ? Infinity : openMillisecondsBetween(at, now);
}

/**
 * When the pace lets the provider be asked next, epoch milliseconds in open market; null when not this month, or not
 * before somebody switches it on or sets its key.
 */
export function dueAt({ provider, interval }: Pace, now: number): number | null {
  if (interval === Infinity || !provider.enabled || !provider.hasKey) return null;
  const { allowed, retryAt } = permission(provider.breaker, { now, keyFingerprint: provider.keyFingerprint });
  if (!allowed && retryAt === null) return null;
  const byPace = provider.lastCalledAt === null ? now : addOpenMilliseconds(provider.lastCalledAt, interval);
  return addOpenMilliseconds(Math.max(now, byPace, retryAt ?? 0), 0);
}

/** Asked together with others. Providers without a limit are neither rich nor poor. */
export function isRich({ quotaLeft, interval }: Pace, { richCadenceSeconds }: BudgetSettings): boolean {
  return quotaLeft !== null && interval <= richCadenceSeconds * 1000;
}

/** Asked in turn with others. */
export function isPoor(pace: Pace, settings: BudgetSettings): boolean {
  return pace.quotaLeft !== null && pace.interval < Infinity && !isRich(pace, settings);
}

/** 1 means: exactly due. A provider that was never asked is the most overdue of all. */
export function overdue({ since, interval }: Pace): number {
  return since === Infinity ? Number.MAX_VALUE : since / interval;
}

/** After a call that brought nothing, a quarter of the pace passes before the next one; others fill in. */
export function isResting({ provider, quotaLeft, since, interval }: Pace): boolean {
  const { lastCalledAt, lastSuccessAt } = provider;
  if (quotaLeft === null || lastCalledAt === null) return false;
  return lastCalledAt > (lastSuccessAt ?? -Infinity) && since < interval / 4;
}

export function mostOverdueFirst(paces: readonly Pace[]): readonly Pace[] {
  return paces.toSorted((a, b) => overdue(b) - overdue(a) || byPriority(a, b));
}

export function byPriority(a: Pace, b: Pace): number {
  return a.provider.priority - b.provider.priority || (a.provider.key < b.provider.key ? -1 : 1);
}
