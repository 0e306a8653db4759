import type { Metal } from "../../shared/schemas/metal.ts";
import type { Origin } from "../../shared/schemas/origin.ts";

/** Prices that are not live say so in `origin` and in `provider`. */
export type { Metal, Origin };
// Spelt out, because what is derived from a schema would drag the schema into the types of the module.
export type Unit = "toz" | "g" | "kg";
export type Window = "1h" | "6h" | "12h" | "24h" | "7d" | "30d" | "90d" | "1y" | "5y" | "10y" | "max";
export type Interval = "5m" | "15m" | "30m" | "1h" | "6h" | "1d" | "1w";
/** `unknown` only from `at()`: what the state was at that time is not known. */
export type State = "fresh" | "stale" | "disputed" | "carried" | "unknown";

/** One step of a window; `price` is its close. `ts` is when it began, RFC 3339 UTC. */
export interface PricePoint {
  readonly ts: string;
  readonly price: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
}

/** What one source of a consensus said, and what became of it. */
export interface PriceSourceShare {
  readonly provider: string;
  readonly price: number | null;
  readonly verdict: string;
  readonly reason: string | null;
}

/** What a price was converted with. */
export interface ConversionRate {
  /** US dollars for one unit of the currency. */
  readonly usdValue: number;
  /** When it was quoted, RFC 3339 UTC with Z. */
  readonly ts: string;
  readonly source: string;
}

/** A price in `currency` per `unit`, with everything needed to decide how far to trust it. */
export interface SpotPrice {
  readonly metal: Metal;
  readonly currency: string;
  readonly unit: Unit;
  readonly price: number;
  readonly bid: number | null;
  readonly ask: number | null;
  /** When the source quoted it, RFC 3339 UTC with Z. */
  readonly ts: string;
  readonly state: State;
  /** Why it is not fresh; null where it is. */
  readonly stateReason: string | null;
  /**
   * What else says that the price is right: another source, the daily reference of central banks, or a price shortly
   * before that was confirmed. Null: one source, unconfirmed.
   */
  readonly corroboratedBy: "families" | "reference" | "history" | null;
  readonly market: "open" | "closed";
  readonly provider: string;
  readonly origin: Origin;
  /** Half width of what the sources say, in basis points of the price. */
  readonly confidenceBps: number | null;
  readonly sources: readonly PriceSourceShare[];
  /** Null for USD, and where the sender does not say. */
  readonly rate: ConversionRate | null;
  /** Oldest first; empty where the source keeps no history. */
  readonly points: readonly PricePoint[];
  readonly via: "backend" | "direct";
  /** Only from `at()`: what was asked and how far before it the price lies. */
  readonly asOf: AsOf | null;
  /** Its age, in seconds, when it arrived here, as the sender counts it; see `ageSeconds`. */
  readonly ageOnArrival: number;
  /** When it arrived, epoch milliseconds of this machine. */
  readonly arrivedAt: number;
  /** How long from then on a new question gives the same answer. */
  readonly freshForMs: number;
}

export interface AsOf {
  readonly requested: string;
  readonly match: string;
  readonly distanceSeconds: number;
}

/**
 * Age of the quote now, in seconds. Counted from the sender's own figure, so that a wrong clock or time zone here
 * does not change it.
 */
export function ageSeconds(price: SpotPrice, now: number): number {
  return Math.max(0, price.ageOnArrival + (now - price.arrivedAt) / 1000);
}
