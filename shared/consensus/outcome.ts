import type { Metal } from "../schemas/metal.ts";

/**
 * What else says that a price is right: another family, the daily reference of central banks, or a price shortly before
 * that one of these bore out. Null: one source, unconfirmed.
 */
export type Corroboration = "families" | "reference" | "history" | null;

/**
 * - `agreed`: two or more families, or one that the others bear out
 * - `single`: only one family could vote; low confidence
 * - `disputed`: families disagree and it cannot be told who is right; a price is served and marked
 * - `none`: nobody could vote, nothing is formed; the last price is carried on by the reader
 */
export type ConsensusStatus = "agreed" | "single" | "disputed" | "none";

/** Why a quote that validation accepted has no weight. */
export type ExclusionReason =
  | "derived"
  | "same_family"
  | "not_current"
  | "unchanged"
  | "outlier"
  | "disputed";

/** What became of one quote; the weights of one consensus add up to 1. */
export interface ConsensusSource {
  readonly provider: string;
  readonly family: string;
  readonly price: number;
  readonly weight: number;
  readonly verdict: "accepted" | "excluded" | "rejected" | "quarantined";
  /** A QuoteReason for what validation decided, an ExclusionReason for what the consensus did. */
  readonly reason: string | null;
}

/**
 * What the next consensus of the metal must know of this one; kept with the price and handed back as `previous`.
 */
export interface Trust {
  /** Families that bore the last price that was not disputed, sorted. */
  readonly families: readonly string[];
  /** While a price is disputed: the families of that list that must come round to end it, sorted. Else empty, or REFERENCE. */
  readonly witnesses: readonly string[];
  /**
   * Where the price is by continuity, USD per troy ounce: the price itself or, while a majority is disputed, the vote of
   * the trusted family that denies it. The next pull's quotes are to be validated against this, not against a price
   * that may be wrong. Null before the first price.
   */
  readonly anchor: number | null;
  /** When the price was there, epoch milliseconds; null where it is not known. */
  readonly anchoredAt: number | null;
}

/** Stands among the witnesses while the daily reference denies a level that one or two families have leapt to. */
export const REFERENCE = "reference";

/** Money is USD per troy ounce, to six decimals. */
export interface Consensus {
  readonly metal: Metal;
  readonly status: ConsensusStatus;
  /** Null with `none`, and with `disputed` while there is no last price to choose by. */
  readonly price: number | null;
  /** Medians over the weighted quotes that have both; never invented. */
  readonly bid: number | null;
  readonly ask: number | null;
  /** Half the width of the interval in which the price may lie. */
  readonly confidence: number | null;
  readonly confidenceBps: number | null;
  /** Largest minus smallest vote or witness of a family, outliers included: what the spread alert watches. */
  readonly spreadBps: number | null;
  /** How many families voted, outliers included. */
  readonly families: number;
  /** Of the weighted quotes, the middle quote time (the earlier of two), RFC 3339 UTC; null where none has one. */
  readonly quotedAt: string | null;
  /** "consensus", or the key of the provider where one alone gives the price. */
  readonly provider: string | null;
  readonly sources: readonly ConsensusSource[];
  readonly trust: Trust;
  /** What else bears the price out; null where nothing does, and while it is disputed. */
  readonly corroboratedBy: Corroboration;
}
