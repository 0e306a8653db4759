import { afterCall, beforeCall, type BreakerTransition } from "../budget/breaker.ts";
import type { BreakerState } from "../budget/breaker-state.ts";
import { OF_ONE_CALL } from "./ask-providers.ts";
import type { CallRecord } from "../providers/calling/call-record.ts";

/**
 * Where the calls of one pull leave a breaker. A provider that takes several calls a pull (one a metal) has failed
 * when it refused or was away: the first failure counts, once, so that four calls are not four failures in a row. What
 * it lacks of one metal does not count while it answers for another. `ended` holds the last request of each call; a
 * retry that succeeded makes up for the one before it.
 */
export function breakerSteps(
  before: BreakerState,
  { ended, keyFingerprint }: { ended: readonly CallRecord[]; keyFingerprint: string | null },
): { readonly state: BreakerState; readonly transitions: readonly BreakerTransition[] } {
  const [firstCall] = ended;
  if (firstCall === undefined) return { state: before, transitions: [] };
  const failed = ended.filter(({ outcome }) => outcome !== "ok" && outcome !== "no_data");
  const answered = ended.find(({ outcome }) => outcome === "ok");
  // One metal's trouble is not the provider's, as long as it answers for another.
  const isOfOneCall = answered !== undefined && failed.every(({ outcome }) => OF_ONE_CALL.has(outcome));
  const decisive = isOfOneCall ? answered : failed[0] ?? firstCall;
  const opened = beforeCall(before, { now: Date.parse(firstCall.calledAt), keyFingerprint });
  const closed = afterCall(opened.state, decisive, { now: Date.parse(decisive.calledAt), keyFingerprint });
  return {
    state: closed.state,
    transitions: [opened.transition, closed.transition].filter((one) => one !== null),
  };
}
