import type { ProviderKind } from "../providers/provider.ts";
import type { Metal } from "../schemas/metal.ts";
import type { Quote } from "../schemas/quote.ts";
import type { Thresholds } from "./thresholds.ts";

/**
 * The last published price of a metal, USD per troy ounce. `pricedAt`, epoch milliseconds, is when it was last formed
 * from quotes: carrying a price on does not renew it.
 */
export interface LastPrice {
  readonly price: number;
  readonly pricedAt: number;
}

export interface ProviderTraits {
  /** Resellers of one feed are one family. */
  readonly family: string;
  readonly kind: ProviderKind;
  /** Oldest quote time that is still a current price, in seconds of open market. */
  readonly maximumAgeSeconds: number;
  readonly timeStopsAtClose: boolean;
}

/** A quote that an earlier pull put in quarantine. `fetchedAt` is epoch milliseconds. */
export interface PendingQuote {
  readonly provider: string;
  readonly metal: Metal;
  readonly price: number;
  readonly quotedAt: string | null;
  readonly fetchedAt: number;
}

/** How long a provider has been saying the same about a metal, counted in pulls of open market. */
export interface Unchanged {
  readonly provider: string;
  readonly metal: Metal;
  readonly price: number;
  /** Pulls in a row that brought this very price, the present one not counted. */
  readonly pulls: number;
  /** When the first of them was made, epoch milliseconds. */
  readonly since: number;
}

/** All that validation may know. `now` is epoch milliseconds. */
export interface ValidationContext {
  readonly now: number;
  readonly last: Readonly<Partial<Record<Metal, LastPrice>>>;
  readonly pending: readonly PendingQuote[];
  readonly unchanged: readonly Unchanged[];
  readonly providers: Readonly<Record<string, ProviderTraits>>;
  readonly thresholds: Thresholds;
}

/** What one rule sees: the context and the quotes of the same provider that have passed the rules before it. */
export interface QuoteScene extends ValidationContext {
  readonly traits: ProviderTraits;
  readonly quotes: Readonly<Partial<Record<Metal, Quote>>>;
}

const DAY = 86_400_000;

/** The last price of the metal while it still counts, else null. */
export function lastPrice(metal: Metal, scene: ValidationContext): number | null {
  const last = scene.last[metal];
  if (last === undefined || scene.now - last.pricedAt > scene.thresholds.lastCountsDays * DAY) return null;
  return last.price;
}

/** |a / b − 1|. */
export function relativeDistance(a: number, b: number): number {
  return Math.abs(a / b - 1);
}
