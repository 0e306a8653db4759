import { marketAt } from "../../shared/market/market-at.ts";

/** How a provider differs from the market in the simulation. */
export interface Habit {
  /** Distance from the market in basis points. */
  readonly offsetBps: number;
  /** The time (epoch ms) that the provider gives its prices when it is asked at `now`. */
  timeOf(now: number): number;
}

function every(seconds: number): (now: number) => number {
  const step = seconds * 1000;
  return (now) => Math.floor(now / step) * step;
}

/** Time that stops with the last tick, a few milliseconds after the close. */
function withTheMarket(now: number): number {
  const market = marketAt(now);
  return market.state === "open" ? now : market.since + 89;
}

// As docs/providers.md has them: all but Swissquote go on stamping while the market is closed.
const HABITS: Readonly<Record<string, Habit>> = {
  "metals-dev": { offsetBps: 0, timeOf: every(60) },
  "metals-api": { offsetBps: -3, timeOf: every(600) },
  metalpriceapi: { offsetBps: 4, timeOf: every(60) },
  "gold-api": { offsetBps: 6, timeOf: every(30) },
  "goldapi-io": { offsetBps: -2, timeOf: every(15) },
  swissquote: { offsetBps: 0, timeOf: withTheMarket },
};

export function habitOf(provider: string): Habit {
  return HABITS[provider] ?? { offsetBps: 0, timeOf: (now) => now };
}

/** MetalpriceAPI's free plan: one price a day, for the whole of the next. */
export function dayOld(now: number): number {
  return every(86_400)(now) - 1000;
}
