import assert from "node:assert/strict";
import { NEW_BREAKER } from "../../../../shared/budget/breaker-state.ts";
import type { CallRecord } from "../../../../shared/providers/calling/call-record.ts";
import { breakerSteps } from "../../../../shared/pull/breaker-steps.ts";

function ended(...outcomes: readonly CallRecord["outcome"][]): CallRecord[] {
  return outcomes.map((outcome) => ({
    provider: "gold-api",
    operation: "latest",
    calledAt: "2026-11-20T15:00:00Z",
    outcome,
    httpStatus: null,
    latencyMs: 10,
    cost: 1,
    quota: null,
    retryAfterSeconds: null,
    message: null,
  } as unknown as CallRecord));
}

function stateAfter(...outcomes: readonly CallRecord["outcome"][]): string {
  const { state } = breakerSteps(NEW_BREAKER, { ended: ended(...outcomes), keyFingerprint: null });
  return state.disabledReason ?? `${state.state} ${state.failures}`;
}

Deno.test("what a provider lacks of one metal does not keep it from being asked for the others", () => {
  assert.equal(stateAfter("plan_lacks_operation", "ok", "ok", "ok"), "closed 0");
  assert.equal(stateAfter("ok", "bad_request", "ok", "ok"), "closed 0");
  assert.equal(stateAfter("ok", "bad_response", "no_data"), "closed 0");
});

Deno.test("a provider that answers for no metal, or that refuses, has failed", () => {
  assert.equal(stateAfter("plan_lacks_operation", "plan_lacks_operation"), "plan_lacks_operation");
  assert.equal(stateAfter("ok", "key_rejected"), "key_rejected");
  assert.equal(stateAfter("ok", "server_error"), "closed 1");
  assert.equal(stateAfter("ok", "rate_limited"), "open 1");
});
