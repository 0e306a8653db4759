/**
 * What public.read_prices answers, said once more in TypeScript with decimal arithmetic: conversion, windows, rounding
 * and the choice of the rate. It goes through every price it is given; tests/calculations holds the SQL to it.
 */
import Big from "big.js";
import { lastCloseBefore, marketAt } from "../../../shared/market/market-at.ts";
import { openMillisecondsBetween } from "../../../shared/market/open-time.ts";

/** US dollars per troy ounce. */
export interface StoredPrice {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly price: string;
}

/** US dollars for one unit of the currency. */
export interface StoredRate {
  /** Day of UTC, "2025-08-13". */
  readonly date: string;
  readonly usdValue: string;
}

export interface Reading {
  readonly currency: string;
  readonly unit: Unit;
  readonly window: Window;
  readonly interval: Interval | null;
  /** The time as of which is read, epoch milliseconds. */
  readonly at: number;
}

export interface Point {
  readonly ts: string;
  readonly price: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  /** True where nobody could trade: the last price stands. */
  readonly carried: boolean;
}

export interface Answer {
  readonly price: number;
  readonly series: readonly Point[];
  readonly pointsWithoutRate: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

/** How many of the unit make one troy ounce; 480 grains of 64.79891 mg. */
const UNITS = { toz: "1", g: "31.1034768", kg: "0.0311034768" } as const;

const WINDOWS = {
  "1h": [5 * MINUTE, 12],
  "6h": [15 * MINUTE, 24],
  "12h": [30 * MINUTE, 24],
  "24h": [HOUR, 24],
  "7d": [6 * HOUR, 28],
  "30d": [DAY, 30],
  "90d": [DAY, 90],
  "1y": [DAY, 365],
  "5y": [WEEK, 261],
  "10y": [WEEK, 522],
  "max": [WEEK, null],
} as const;

const INTERVALS = {
  "5m": 5 * MINUTE,
  "15m": 15 * MINUTE,
  "30m": 30 * MINUTE,
  "1h": HOUR,
  "6h": 6 * HOUR,
  "1d": DAY,
  "1w": WEEK,
} as const;

export type Unit = keyof typeof UNITS;
export type Window = keyof typeof WINDOWS;
export type Interval = keyof typeof INTERVALS;

/** Steps are counted from a Monday. */
const ORIGIN = Date.UTC(2001, 0, 1);
/** From 31 days on neither a rate nor a price says anything. */
const LONGEST_DAYS = 31;
/** With an interval of five minutes. */
const FRESH = 10 * MINUTE;

// Far more digits than the answer has; half away from zero, as numeric rounds.
Big.DP = 60;
Big.RM = Big.roundHalfUp;

/** The answer for one metal, or null where there is no price or no rate at that time. */
export function readPrices(
  prices: readonly StoredPrice[],
  rates: readonly StoredRate[],
  reading: Reading,
): Answer | null {
  const past = prices.filter(({ at }) => at <= reading.at).toSorted((a, b) => a.at - b.at);
  const last = past.at(-1);
  const divisor = divisorAt(rates, reading, reading.at);
  if (last === undefined || last.at <= reading.at - LONGEST_DAYS * DAY || divisor === null) return null;

  const latest = new Big(last.price).div(divisor);
  // Eight significant digits and at least cents; e is the place of the first digit.
  const decimals = Math.max(2, 7 - latest.e);
  const round = (amount: string, by: Big): number => new Big(amount).div(by).round(decimals).toNumber();

  const [step, from] = stepAndBegin(reading);
  // Bars of an hour and more hold trade only.
  const shown = past.filter(({ at }) => at >= from && (step < HOUR || marketAt(at).state === "open"));
  const groups = Map.groupBy(shown, ({ at }) => beginOfStep(at, step));
  const series: Point[] = [];
  let pointsWithoutRate = 0;
  for (const ts of stepsOf(groups, { step, from, until: reading.at })) {
    const group = groups.get(ts);
    const standing = group ?? closedMarket(past, { ts, step, from });
    if (standing === null) continue;
    // A point has the rate of the day on which its step begins.
    const by = divisorAt(rates, reading, ts);
    if (by === null) {
      pointsWithoutRate++;
      continue;
    }
    const sorted = standing.map(({ price }) => price).toSorted((a, b) => new Big(a).cmp(b));
    series.push({
      ts: new Date(ts).toISOString().replace(".000Z", "Z"),
      price: round(standing.at(-1)?.price ?? "", by),
      open: round(standing[0]?.price ?? "", by),
      high: round(sorted.at(-1) ?? "", by),
      low: round(sorted[0] ?? "", by),
      carried: group === undefined,
    });
  }
  return { price: latest.round(decimals).toNumber(), series, pointsWithoutRate };
}

/** Every step of a window by the hour or less; of longer steps only those with trade. */
function stepsOf(
  groups: ReadonlyMap<number, unknown>,
  { step, from, until }: { step: number; from: number; until: number },
): readonly number[] {
  if (step >= DAY) return [...groups.keys()];
  return Array.from({ length: Math.floor((until - from) / step) + 1 }, (_, index) => from + index * step);
}

/**
 * The price that stands in a step without any trading time, at most five days after it was said, if it was current when
 * the market closed; else null.
 */
function closedMarket(
  past: readonly StoredPrice[],
  { ts, step, from }: { ts: number; step: number; from: number },
): readonly StoredPrice[] | null {
  if (step >= DAY || openMillisecondsBetween(ts, ts + step) > 0) return null;
  const last = past.findLast(({ at }) => at < ts && (step < HOUR || marketAt(at).state === "open"));
  if (last === undefined) return null;
  const closedAt = lastCloseBefore(ts);
  const before = past.findLast(({ at }) => at < closedAt && (step < HOUR || marketAt(at).state === "open"));
  if (before === undefined || openMillisecondsBetween(before.at, closedAt) > Math.max(FRESH, step)) {
    return null;
  }
  // Before the window only five days count, in bars of an hour where the steps are made of them.
  const began = step < HOUR ? last.at : beginOfStep(last.at, HOUR);
  return last.at < from && began < from - 5 * DAY ? null : [last];
}

function stepAndBegin({ window, interval, at }: Reading): readonly [number, number] {
  const [windowStep, windowPoints] = WINDOWS[window];
  const step = interval === null ? windowStep : INTERVALS[interval];
  if (windowPoints === null) return [step, -Infinity];
  const points = Math.ceil((windowStep * windowPoints) / step);
  return [step, beginOfStep(at, step) - (points - 1) * step];
}

function beginOfStep(at: number, step: number): number {
  return ORIGIN + Math.floor((at - ORIGIN) / step) * step;
}

/** What a price is divided by, or null where the currency has had no rate for a month. */
function divisorAt(
  rates: readonly StoredRate[],
  { currency, unit }: Reading,
  at: number,
): Big | null {
  if (currency === "USD") return new Big(UNITS[unit]);
  const day = dateOf(at);
  const oldest = dateOf(at - LONGEST_DAYS * DAY);
  const known = rates.filter(({ date }) => date <= day && date > oldest);
  const rate = known.toSorted((a, b) => a.date.localeCompare(b.date)).at(-1);
  return rate === undefined ? null : new Big(rate.usdValue).times(UNITS[unit]);
}

function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
