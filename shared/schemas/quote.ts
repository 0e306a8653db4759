import type { Metal } from "./metal.ts";

/**
 * What one provider said about one metal at one time, in US dollars per troy ounce.
 *
 * Numbers are held to six decimals (see `roundPrice`), so that arithmetic on them can be done in whole
 * micro-dollars and their decimal text is exact.
 */
export interface Quote {
  /** Key of the provider, as in `shared/providers/registry.ts`. */
  readonly provider: string;
  readonly metal: Metal;
  readonly price: number;
  readonly bid: number | null;
  readonly ask: number | null;
  /**
   * The provider's own time, RFC 3339 UTC with Z; null when it gives none. A quote without a time is *undated*: it is
   * no evidence of being current, and is never stamped with the time of the request instead.
   */
  readonly quotedAt: string | null;
}

/**
 * The price of one metal at a day's fixings, as central banks published it: US dollars per troy ounce, held to six
 * decimals. It is of kind `fix`: it never votes, is never blended and is never shown as a spot price.
 */
export interface ReferencePrice {
  readonly provider: string;
  readonly metal: Metal;
  readonly price: number;
  /** The day of the fixing, YYYY-MM-DD, as the provider dates it; it may be tomorrow. */
  readonly date: string;
}

/** One entry of an answer that could not be used. The rest of the answer goes on without it. */
export interface RefusedEntry {
  /** What it is about: a metal, a currency code, a day, or the name of the field. Never a value. */
  readonly what: string;
  readonly reason: string;
}

/** The value of one unit of a currency in US dollars. */
export interface FxRate {
  readonly provider: string;
  /** ISO 4217 code. */
  readonly currency: string;
  readonly usdValue: number;
  /** The provider's own time, RFC 3339 UTC with Z (a reference date is midnight UTC of that date). */
  readonly quotedAt: string;
}

/** What a provider says about the month's allowance. */
export interface QuotaTold {
  readonly total: number | null;
  readonly used: number | null;
  readonly remaining: number | null;
}

/** Rounds USD per troy ounce to six decimals: finer than any feed, exact as decimal text. */
export function roundPrice(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
