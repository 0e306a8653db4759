import type { CallReason } from "../budget/call-plan.ts";
import type { Provider } from "../providers/provider.ts";

/** A provider to ask, and why. */
export interface Asking {
  readonly provider: Provider;
  readonly reason: CallReason | "forced" | "replay";
  /** False where the budget has no second call left. */
  readonly mayRetry: boolean;
}
