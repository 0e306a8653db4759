import assert from "node:assert/strict";
import { NEW_BREAKER } from "../../../../shared/budget/breaker-state.ts";
import type { CallRecord } from "../../../../shared/providers/calling/call-record.ts";
import { breakerSteps } from "../../../../shared/pull/breaker-steps.ts";

function ended(...outcomes: readonly CallRecord["outcome"][]): CallRecord[] {
  return outcomes.map((outcome, index) => ({
    provider: "gold-api",
    operation: "latest",
    calledAt: `2026-11-20T15:30:0${index}.000Z`,
    outcome,
    httpStatus: null,
    latencyMs: 5,
    cost: 1,
    quota: null,
    retryAfterSeconds: null,
    detail: null,
  }));
}

Deno.test("breakerSteps() counts four failed calls of one pull as one failure", () => {
  const { state, transitions } = breakerSteps(NEW_BREAKER, {
    ended: ended("timeout", "timeout", "timeout", "timeout"),
    keyFingerprint: null,
  });
  assert.equal(state.failures, 1);
  assert.deepEqual(transitions, []);
});

Deno.test("breakerSteps() counts a pull as failed when any of its calls did, and a missing metal as no failure", () => {
  const failures = (...outcomes: readonly CallRecord["outcome"][]): number =>
    breakerSteps(NEW_BREAKER, { ended: ended(...outcomes), keyFingerprint: null }).state.failures;
  assert.equal(failures("ok", "ok", "server_error"), 1);
  assert.equal(failures("ok", "no_data", "ok"), 0);
});

Deno.test("breakerSteps() forgets earlier failures once a whole pull went well", () => {
  const { state } = breakerSteps({ ...NEW_BREAKER, failures: 2 }, {
    ended: ended("ok", "ok"),
    keyFingerprint: null,
  });
  assert.equal(state.failures, 0);
});

Deno.test("breakerSteps() of a provider that was not called changes nothing", () => {
  const before = { ...NEW_BREAKER, failures: 2 };
  assert.deepEqual(breakerSteps(before, { ended: [], keyFingerprint: null }), {
    state: before,
    transitions: [],
  });
});

Deno.test("breakerSteps() tells when a rejected key closes the door, and for which key", () => {
  const { state, transitions } = breakerSteps(NEW_BREAKER, {
    ended: ended("key_rejected"),
    keyFingerprint: "f00",
  });
  assert.deepEqual([state.disabledReason, state.keyFingerprint], ["key_rejected", "f00"]);
  assert.equal(transitions.length, 1);
  assert.equal(transitions[0]?.reason, "key_rejected");
});
