import type { FxRate } from "../schemas/quote.ts";
import type { FaultShape } from "./fault-shape.ts";

/** What is stored about a currency. Times are RFC 3339; values are US dollars for one unit. */
export interface KnownRates {
  /** Newest rate of a reference source. */
  readonly reference: { readonly usdValue: number; readonly date: string } | null;
  /** Newest rate that was accepted from anybody. */
  readonly accepted:
    | { readonly usdValue: number; readonly quotedAt: string; readonly provider: string }
    | null;
  /** The newest refused rate of each provider that had none accepted since. */
  readonly refused: readonly RefusedBefore[];
}

export interface RefusedBefore {
  readonly provider: string;
  readonly usdValue: number;
  /** When the provider first and last said about that much. */
  readonly firstAt: string;
  readonly lastAt: string;
  /** On how many days (UTC) it did. */
  readonly days: number;
}

/**
 * future: dated after tomorrow; replaced: the currency ended more than a month before; reciprocal, factor_10 …: a
 * known fault; far_from_reference, jump, far_from_rough: neither, but too far from the reference, the last rate, the
 * table; unknown_currency: nothing to judge it by; outvoted: more sources say something else.
 */
export type RateReason =
  | FaultShape
  | "future"
  | "replaced"
  | "far_from_reference"
  | "jump"
  | "far_from_rough"
  | "unknown_currency"
  | "outvoted";

export interface RefusedRate extends FxRate {
  readonly reason: RateReason;
  /** The value that it was compared with, in words; null where it was not compared. */
  readonly detail: string | null;
  /** Since when and on how many days the provider has said about that much: stored, and handed in again. */
  readonly firstAt: string;
  readonly days: number;
}

export interface JudgedRates {
  /** One for each currency and day, by currency and day. */
  readonly accepted: readonly FxRate[];
  readonly refused: readonly RefusedRate[];
}

export interface RateFacts {
  /** By currency; nothing is known of one that is not there. */
  readonly known: Readonly<Record<string, KnownRates>>;
  /** Epoch milliseconds. */
  readonly now: number;
  /** True for a provider that passes on central banks' daily rates. */
  readonly isReference: (provider: string) => boolean;
}
