/** A reason to ask a provider in this pull. */
export type CallReason = "keyless" | "pace" | "turn" | "reopening" | "first_price" | "fallback";

/** A reason not to. */
export type SkipReason =
  | "disabled"
  | "no_key"
  | "key_refused"
  | "breaker_open"
  | "quota_spent"
  | "market_closed"
  | "minimum_interval"
  | "not_its_turn"
  | "enough_families";

export interface PlannedCall {
  readonly provider: string;
  readonly reason: CallReason;
}

export interface SkippedCall {
  readonly provider: string;
  readonly reason: SkipReason;
  /** When the provider is expected to be asked, epoch milliseconds; null where somebody must act first. */
  readonly nextAt: number | null;
}

/** What an operator sees of a provider's month. */
export interface ProviderPlan {
  readonly provider: string;
  /** Epoch milliseconds; null where nothing is planned this month or somebody must act first. */
  readonly nextCallAt: number | null;
  /** Seconds of open market between two pulls; null where none are planned. */
  readonly expectedCadenceSeconds: number | null;
  /** Calls that the month will have cost when it ends. */
  readonly costOfMonth: number;
  /** Calls left, reserve included; null without a limit. */
  readonly quotaLeft: number | null;
}

export interface CallPlan {
  readonly calls: readonly PlannedCall[];
  readonly skipped: readonly SkippedCall[];
  readonly plan: readonly ProviderPlan[];
}
