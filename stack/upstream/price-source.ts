import type { Metal } from "../../shared/schemas/metal.ts";

/** A price in USD per troy ounce and the time it belongs to (epoch ms). */
export interface UpstreamPrice {
  readonly price: number;
  readonly at: number;
}

/** Where the stand-in takes its prices from. Times are epoch milliseconds. */
export interface UpstreamPrices {
  /** True for recorded prices: every provider then says exactly what was recorded, at the recorded time. */
  readonly isRecorded: boolean;
  priceAt(metal: Metal, ms: number): UpstreamPrice | null;
  /** US dollars for one unit. */
  currencyAt(currency: string, ms: number): number | null;
  readonly currencies: readonly string[];
  /**
   * The fixing of a date YYYY-MM-DD, USD per troy ounce; null where there is none. Without this the fixings are the
   * prices of 14:00 UTC.
   */
  fixAt?(metal: Metal, date: string): number | null;
}
