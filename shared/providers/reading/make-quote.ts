import type { Metal } from "../../schemas/metal.ts";
import { type Quote, roundPrice } from "../../schemas/quote.ts";
import type { Sieve } from "./sieve.ts";

// Far above any price of a troy ounce and far below what six decimals of a double can hold. Beyond it a number
// is no statement about a price and cannot be stored; it is refused.
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
export function makeQuote(said: Said, sieve: Sieve): readonly Quote[] {
  const { provider, metal, quotedAt } = said;
  const price = hold(said.price, { what: metal, sieve });
  if (price === null) return [];
  const bid = hold(said.bid, { what: `${metal} bid`, sieve });
  const ask = hold(said.ask, { what: `${metal} ask`, sieve });
  return [{ provider, metal, price, bid, ask, quotedAt }];
}

/**
 * The value of a field that is documented as ounces per US dollar, in USD per ounce. Zero stays zero, because
 * that is what was said and validation rejects it by name; no other number is touched.
 */
export function reciprocal(rate: number | null | undefined): number | null {
  if (rate === null || rate === undefined) return null;
  return rate === 0 ? 0 : 1 / rate;
}

function hold(
  value: number | null | undefined,
  { what, sieve }: { readonly what: string; readonly sieve: Sieve },
): number | null {
  if (value === null || value === undefined) return null;
  if (!(Math.abs(value) <= LARGEST)) {
    sieve.refuse(what, "larger than any price");
    return null;
  }
  // + 0 turns the −0 of a tiny negative number into 0: both are "not positive", one of them has no decimal text.
  return roundPrice(value) + 0;
}
