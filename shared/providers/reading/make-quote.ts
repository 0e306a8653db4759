import type { Metal } from "../../schemas/metal.ts";
import { type Quote, roundPrice } from "../../schemas/quote.ts";

// Far above any price of a troy ounce and far below what six decimals of a double can hold. Beyond it a number
// is no statement about a price and cannot be stored; it counts as a missing metal.
const LARGEST = 1e9;

export interface Said {
  readonly provider: string;
  readonly metal: Metal;
  /** USD per troy ounce. Zero and negative numbers pass: validation keeps them with their reason. */
  readonly price: number | null | undefined;
  readonly bid?: number | null | undefined;
  readonly ask?: number | null | undefined;
  readonly quotedAt: string | null;
}

/** The quote as the provider said it, held to six decimals; empty where it said nothing that is a price. */
export function makeQuote({ provider, metal, price, bid, ask, quotedAt }: Said): readonly Quote[] {
  const held = hold(price);
  if (held === null) return [];
  return [{ provider, metal, price: held, bid: hold(bid), ask: hold(ask), quotedAt }];
}

/**
 * The value of a field that is documented as ounces per US dollar, in USD per ounce. Zero stays zero, because
 * that is what was said and validation rejects it by name; no other number is touched.
 */
export function reciprocal(rate: number | null | undefined): number | null {
  if (rate === null || rate === undefined) return null;
  return rate === 0 ? 0 : 1 / rate;
}

function hold(value: number | null | undefined): number | null {
  if (value === null || value === undefined || !(Math.abs(value) <= LARGEST)) return null;
  // + 0 turns the −0 of a tiny negative number into 0: both are "not positive", one of them has no decimal text.
  return roundPrice(value) + 0;
}
