import { ProviderError, type ProviderErrorFacts, type ProviderFailure } from "../../errors.ts";
import type { QuotaTold } from "../../schemas/quote.ts";
import type { OperationName } from "../provider.ts";

/** One request that went out, as the ledger keeps it. Holds no key, no body and no query string. */
export interface CallRecord {
  readonly provider: string;
  readonly operation: OperationName;
  /** RFC 3339 UTC with Z. */
  readonly calledAt: string;
  readonly outcome: "ok" | ProviderFailure;
  /** Null where no answer came. */
  readonly httpStatus: number | null;
  readonly latencyMs: number;
  /** Calls taken from the monthly quota; a request without an answer is charged too. */
  readonly cost: number;
  readonly quota: QuotaTold | null;
  readonly retryAfterSeconds: number | null;
  /** What was so, for an operator; null where the outcome is "ok". */
  readonly detail: string | null;
}

export interface CallFailedFacts extends ProviderErrorFacts {
  readonly attempts: readonly CallRecord[];
}

/** A call that gave no answer, with every request that was made for it. */
export class CallFailed extends ProviderError {
  readonly attempts: readonly CallRecord[];

  constructor(message: string, facts: CallFailedFacts) {
    super(message, facts);
    this.attempts = facts.attempts;
  }
}
