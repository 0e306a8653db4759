import { METAL_CODES } from "../../schemas/metal.ts";
import type { FxRate } from "../../schemas/quote.ts";
import type { Sieve } from "./sieve.ts";

const METALS_AS_CURRENCIES: readonly string[] = [...Object.values(METAL_CODES), "XRH", "XRU", "XIR", "XCU"];
// The strongest currency is worth about 3 USD, the weakest about 4e-10 (VEB); beyond these a value is not a rate.
const SMALLEST = 1e-15;
const LARGEST = 1e6;

export interface FxSaid {
  readonly provider: string;
  readonly currency: string;
  /** US dollars for one unit of the currency. */
  readonly usdValue: number | null | undefined;
  readonly quotedAt: string;
}

/** True for a code that stands for a currency other than the dollar: metals and longer names are none. */
export function isCurrency(code: string): boolean {
  return /^[A-Z]{3}$/.test(code) && code !== "USD" && !METALS_AS_CURRENCIES.includes(code);
}

/**
 * One currency, held to twelve significant digits; empty for metals (they come from another feed than the prices)
 * and for codes that are not three letters. A value that no currency has is refused.
 *
 * USD is left out: it is 1 by definition, not by quotation. Hidden factors of 100 or 1,000 cannot be seen in
 * one answer; the cross-check against a second source is made where both are at hand.
 */
export function makeFxRate(
  { provider, currency, usdValue, quotedAt }: FxSaid,
  sieve: Sieve,
): readonly FxRate[] {
  if (!isCurrency(currency) || usdValue === null || usdValue === undefined) return [];
  if (!(usdValue >= SMALLEST && usdValue <= LARGEST)) {
    sieve.refuse(currency, "a value that no currency has");
    return [];
  }
  return [{ provider, currency, usdValue: Number(usdValue.toPrecision(12)), quotedAt }];
}
