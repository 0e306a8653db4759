import type { ProviderKind } from "../providers/provider.ts";
import { fitsReference, type Fixing } from "../reference/fixing.ts";
import type { Metal } from "../schemas/metal.ts";
import type { Quote } from "../schemas/quote.ts";
import type { Thresholds } from "./thresholds.ts";
import type { QuoteReason } from "./verdict.ts";

/**
 * The last published price of a metal, USD per troy ounce. `pricedAt`, epoch milliseconds, is when it was last formed
 * from quotes: carrying a price on does not renew it.
 */
export interface LastPrice {
  readonly price: number;
  readonly pricedAt: number;
  /** False where one family alone has said it: such a price proves little against others. */
  readonly isCorroborated: boolean;
}

export interface ProviderTraits {
  /** Resellers of one feed are one family. */
  readonly family: string;
  readonly kind: ProviderKind;
  /** Oldest quote time that is still a current price, in seconds of open market. */
  readonly maximumAgeSeconds: number;
  readonly timeStopsAtClose: boolean;
}

/** A quote that earlier pulls refused for what the past says, and may bear out when it is said again. */
export interface PendingQuote {
  readonly provider: string;
  readonly metal: Metal;
  readonly price: number;
  readonly quotedAt: string | null;
  /** When it was last said, epoch milliseconds. */
  readonly fetchedAt: number;
  /** When the provider began to say so, epoch milliseconds. */
  readonly since: number;
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

/** A family's last accepted quote, still valid although it was not asked in this pull; see consensus/witnesses.ts. */
export interface Witness {
  readonly family: string;
  readonly metal: Metal;
  readonly price: number;
  /** When it was read, epoch milliseconds. */
  readonly seenAt: number;
}

/** All that validation may know. `now` is epoch milliseconds. */
export interface ValidationContext {
  readonly now: number;
  readonly last: Readonly<Partial<Record<Metal, LastPrice>>>;
  readonly references: Readonly<Partial<Record<Metal, Fixing>>>;
  readonly pending: readonly PendingQuote[];
  readonly unchanged: readonly Unchanged[];
  readonly witnesses: readonly Witness[];
  readonly providers: Readonly<Record<string, ProviderTraits>>;
  readonly thresholds: Thresholds;
}

/** What one rule sees: the context and the quotes of the same provider that have passed the rules before it. */
export interface QuoteScene extends ValidationContext {
  readonly traits: ProviderTraits;
  readonly quotes: Readonly<Partial<Record<Metal, Quote>>>;
}

/** Why a quote is refused. */
export interface Fault {
  readonly reason: QuoteReason;
  readonly detail: string;
}

const DAY = 86_400_000;

/** The last price of the metal while it still counts, else null. */
export function lastPrice(metal: Metal, scene: ValidationContext): number | null {
  const last = scene.last[metal];
  if (last === undefined || scene.now - last.pricedAt > scene.thresholds.lastCountsDays * DAY) return null;
  return last.price;
}

/** Where the metal is by what is known: the last price, else the daily reference; null where neither counts. */
export function yardstick(metal: Metal, scene: ValidationContext): number | null {
  const last = lastPrice(metal, scene);
  if (last !== null) return last;
  const reference = scene.references[metal];
  return reference !== undefined && meetsReference(metal, reference.price, scene) === true
    ? reference.price
    : null;
}

/** Does a price of the metal lie where the daily reference says? Null where no reference counts. */
export function meetsReference(metal: Metal, price: number, scene: ValidationContext): boolean | null {
  const share = scene.thresholds.referenceShare[metal];
  return fitsReference(price, scene.references[metal], { share, now: scene.now });
}

export function familyOf(provider: string, { providers }: Pick<ValidationContext, "providers">): string {
  return providers[provider]?.family ?? provider;
}

/** |a / b − 1|. */
export function relativeDistance(a: number, b: number): number {
  return Math.abs(a / b - 1);
}
