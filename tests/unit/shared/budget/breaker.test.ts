import assert from "node:assert/strict";
import fc from "fast-check";
import { afterCall, beforeCall, type CallOutcome, permission } from "../../../../shared/budget/breaker.ts";
import { BreakerState, NEW_BREAKER } from "../../../../shared/budget/breaker-state.ts";

const NOW = Date.parse("2026-11-18T15:00:00Z");
const MINUTE = 60_000;
const FACTS = { now: NOW, keyFingerprint: "k1" };

function after(
  outcomes: readonly CallOutcome["outcome"][],
  retryAfterSeconds: number | null = null,
): BreakerState {
  return outcomes.reduce(
    (state: BreakerState, outcome) => afterCall(state, { outcome, retryAfterSeconds }, FACTS).state,
    NEW_BREAKER,
  );
}

Deno.test("BreakerState reads an empty object as a new breaker and refuses anything strange", () => {
  assert.deepEqual(BreakerState.parse({}), NEW_BREAKER);
  assert.throws(() => BreakerState.parse({ state: "ajar" }));
});

Deno.test("afterCall() opens after three transient failures in a row, not after two or with a success between", () => {
  assert.equal(after(["timeout", "unreachable"]).state, "closed");
  assert.equal(after(["timeout", "ok", "timeout", "server_error"]).state, "closed");
  const open = after(["timeout", "unreachable", "bad_response"]);
  assert.equal(open.state, "open");
  assert.equal(open.retryAt, NOW + 5 * MINUTE);
  assert.deepEqual(permission(open, FACTS), { allowed: false, probe: false, retryAt: NOW + 5 * MINUTE });
});

Deno.test("permission() lets one probe through when the time has come; its outcome closes or opens for longer", () => {
  const open = after(["timeout", "timeout", "timeout"]);
  const later = { ...FACTS, now: NOW + 5 * MINUTE };
  assert.deepEqual(permission(open, later), { allowed: true, probe: true, retryAt: null });
  const probing = beforeCall(open, later);
  assert.equal(probing.state.state, "half_open");
  assert.deepEqual(probing.transition, { from: "open", to: "half_open", reason: "probe", at: later.now });
  const closed = afterCall(probing.state, { outcome: "ok", retryAfterSeconds: null }, later);
  assert.deepEqual(closed.state, NEW_BREAKER);
  assert.deepEqual(closed.transition, { from: "half_open", to: "closed", reason: "ok", at: later.now });
  const again = afterCall(probing.state, { outcome: "timeout", retryAfterSeconds: null }, later);
  assert.equal(again.state.state, "open");
  assert.equal(again.state.retryAt, later.now + 10 * MINUTE);
  assert.equal(again.state.openedAt, NOW, "remembers since when");
});

Deno.test("afterCall() backs off for six hours at most", () => {
  const open = after(Array.from({ length: 40 }, () => "timeout"));
  assert.equal(open.retryAt, NOW + 360 * MINUTE);
});

Deno.test("afterCall() honours Retry-After at once and never waits less than its own backoff", () => {
  assert.equal(after(["rate_limited"], 3600).retryAt, NOW + 60 * MINUTE);
  assert.equal(after(["rate_limited"], 1).retryAt, NOW + 5 * MINUTE);
  assert.equal(after(["rate_limited"]).retryAt, NOW + 5 * MINUTE);
});

Deno.test("afterCall() tries a spent quota once a day, and on the first of the month", () => {
  const spent = after(["quota_spent"]);
  const allowedAt = (at: number): boolean => permission(spent, { ...FACTS, now: at }).allowed;
  assert.equal(spent.disabledUntil, NOW + 24 * 60 * MINUTE);
  assert.deepEqual([allowedAt(NOW), allowedAt(NOW + 24 * 60 * MINUTE)], [false, true]);
  const lastDay = Date.parse("2026-11-30T20:00:00Z");
  const late = afterCall(NEW_BREAKER, { outcome: "quota_spent", retryAfterSeconds: null }, {
    ...FACTS,
    now: lastDay,
  });
  assert.equal(late.state.disabledUntil, Date.parse("2026-12-01T00:00:00Z"));
  assert.equal(
    permission(spent, { ...FACTS, keyFingerprint: "k2" }).allowed,
    true,
    "a new key has its own quota",
  );
});

Deno.test("afterCall() tries a refused key or plan again after an hour, then less often, at least once a day", () => {
  for (const outcome of ["key_rejected", "plan_lacks_operation"] as const) {
    const hours = [1, 2, 3, 4, 5, 6, 7].map((times) => {
      const { disabledUntil } = after(Array.from({ length: times }, () => outcome));
      return ((disabledUntil ?? 0) - NOW) / (60 * MINUTE);
    });
    assert.deepEqual(hours, [1, 2, 4, 8, 16, 24, 24]);
    const refused = after([outcome]);
    assert.deepEqual(permission(refused, FACTS), {
      allowed: false,
      probe: false,
      retryAt: NOW + 60 * MINUTE,
    });
    assert.equal(permission(refused, { ...FACTS, now: NOW + 60 * MINUTE }).allowed, true);
    assert.equal(
      permission(refused, { ...FACTS, keyFingerprint: "k2" }).allowed,
      true,
      "a changed key, at once",
    );
    const enabled = beforeCall(refused, { ...FACTS, keyFingerprint: "k2" });
    assert.deepEqual(enabled.transition, { from: "disabled", to: "closed", reason: "enabled", at: NOW });
  }
});

Deno.test("a keyless provider that refuses once is asked again", () => {
  const facts = { now: NOW, keyFingerprint: null };
  const { state } = afterCall(NEW_BREAKER, { outcome: "key_rejected", retryAfterSeconds: null }, facts);
  assert.equal(permission(state, { ...facts, now: NOW + 60 * MINUTE }).allowed, true);
});

Deno.test("afterCall() leaves a provider that blocks us, or calls our request wrong, alone for hours", () => {
  for (const outcome of ["blocked", "bad_request"] as const) {
    assert.equal(after([outcome]).retryAt, NOW + 360 * MINUTE);
  }
});

Deno.test("afterCall() does not count an answer without a price as a failure", () => {
  assert.deepEqual(after(["timeout", "timeout", "no_data"]), NEW_BREAKER);
});

Deno.test("a breaker never allows a call while open or disabled, and always lets a provider come back", () => {
  const outcome = fc.constantFrom<CallOutcome["outcome"]>(
    "ok",
    "timeout",
    "unreachable",
    "server_error",
    "rate_limited",
    "quota_spent",
    "bad_response",
    "blocked",
    "no_data",
  );
  fc.assert(fc.property(fc.array(fc.tuple(outcome, fc.nat({ max: 600 }))), (story) => {
    let state: BreakerState = NEW_BREAKER;
    let now = NOW;
    for (const [result, minutes] of story) {
      now += minutes * MINUTE;
      const facts = { now, keyFingerprint: "k1" };
      if (!permission(state, facts).allowed) continue;
      state =
        afterCall(beforeCall(state, facts).state, { outcome: result, retryAfterSeconds: null }, facts).state;
      assert.deepEqual(BreakerState.parse(JSON.parse(JSON.stringify(state))), state, "survives the database");
      if (result !== "ok" && state.retryAt !== null) assert.ok(state.retryAt > now);
    }
    assert.ok(permission(state, { now: now + 40 * 24 * 60 * MINUTE, keyFingerprint: "k1" }).allowed);
  }));
});
