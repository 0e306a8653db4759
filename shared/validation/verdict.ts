import type { Quote } from "../schemas/quote.ts";

/** Why a quote is not taken as it stands; stored in spot.quotes.reason. In the order in which they are looked for. */
export const QUOTE_REASONS = [
  "not_positive",
  "time_in_future",
  "too_old",
  "inverted",
  "factor_31",
  "swapped",
  "equal_metals",
  "same_factor",
  "outside_band",
  "reference_apart",
  "metal_ratio",
  "bid_above_ask",
  "bid_ask_far",
  "frozen",
  "jump",
] as const;

export type QuoteReason = (typeof QUOTE_REASONS)[number];

/** What became of a quote. A rejected one is kept with its reason and never repaired. */
export interface Verdict<Q extends Quote = Quote> {
  readonly quote: Q;
  readonly verdict: "accepted" | "rejected" | "quarantined";
  readonly reason: QuoteReason | null;
  /** For a person: the figures behind the reason or, where the past alone spoke against it, what bore it out. */
  readonly detail: string | null;
  /** Since when the provider says so, where the past alone speaks against it (epoch milliseconds); else null. */
  readonly doubtedSince: number | null;
}
