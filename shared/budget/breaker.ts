import type { ProviderFailure } from "../errors.ts";
import { type BreakerState, NEW_BREAKER } from "./breaker-state.ts";
import { nextMonthStart } from "./month.ts";

/** A change of state that is worth a line in the ledger. `at` is epoch milliseconds. */
export interface BreakerTransition {
  readonly from: BreakerName;
  readonly to: BreakerName;
  readonly reason: string;
  readonly at: number;
}

export type BreakerName = BreakerState["state"] | "disabled";

export interface BreakerStep {
  readonly state: BreakerState;
  readonly transition: BreakerTransition | null;
}

/** The part of a call record that the breaker reads. */
export interface CallOutcome {
  readonly outcome: "ok" | ProviderFailure;
  readonly retryAfterSeconds: number | null;
}

export interface CallFacts {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Digest of the key that was used; null for keyless providers. */
  readonly keyFingerprint: string | null;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Failures in a row after which a provider is left alone. */
const FAILURES_TO_OPEN = 3;
const FIRST_BACKOFF = 5 * MINUTE;
const LONGEST_BACKOFF = 6 * HOUR;
/** After a refused key: an hour, doubled each time, a day at most. A changed key is tried at once. */
const FIRST_DISABLED = HOUR;
const LONGEST_DISABLED = 24 * HOUR;
/** A block page or a request that the provider calls wrong does not mend itself in minutes. */
const LONG_BACKOFF = 6 * HOUR;

/** What may be done now. A breaker whose time has come lets one call through as a probe. */
export function permission(
  state: BreakerState,
  { now, keyFingerprint }: CallFacts,
): { readonly allowed: boolean; readonly probe: boolean; readonly retryAt: number | null } {
  if (isDisabled(state, { now, keyFingerprint })) {
    return { allowed: false, probe: false, retryAt: state.disabledUntil };
  }
  if (state.state === "open" && state.retryAt !== null && now < state.retryAt) {
    return { allowed: false, probe: false, retryAt: state.retryAt };
  }
  return { allowed: true, probe: state.state !== "closed", retryAt: null };
}

/** Before a call that `permission` allowed: lifts what has run out and makes an open breaker half open. */
export function beforeCall(state: BreakerState, { now }: CallFacts): BreakerStep {
  const lifted: BreakerState = { ...state, disabledUntil: null, disabledReason: null, keyFingerprint: null };
  const next: BreakerState = state.state === "open" ? { ...lifted, state: "half_open" } : lifted;
  return step(state, next, { reason: state.state === "open" ? "probe" : "enabled", at: now });
}

/** After a call. Every attempt counts; the last one of a pull decides. */
export function afterCall(state: BreakerState, call: CallOutcome, facts: CallFacts): BreakerStep {
  return step(state, nextState(state, call, facts), { reason: call.outcome, at: facts.now });
}

function nextState(
  state: BreakerState,
  { outcome, retryAfterSeconds }: CallOutcome,
  facts: CallFacts,
): BreakerState {
  const { now, keyFingerprint } = facts;
  switch (outcome) {
    case "ok":
      return NEW_BREAKER;
    case "no_data":
      // A valid answer without a price: the provider is well.
      return { ...NEW_BREAKER };
    case "quota_spent":
      // Its month may begin on another day or in another zone: a call a day finds out.
      return {
        ...NEW_BREAKER,
        disabledUntil: Math.min(nextMonthStart(now), now + LONGEST_DISABLED),
        disabledReason: "quota_spent",
        keyFingerprint,
      };
    case "key_rejected":
    case "plan_lacks_operation": {
      // Providers refuse good keys by mistake, and keyless ones refuse as well: no state is for ever.
      const failures = state.failures + 1;
      const pause = Math.min(LONGEST_DISABLED, FIRST_DISABLED * 2 ** (failures - 1));
      return {
        ...NEW_BREAKER,
        failures,
        disabledUntil: now + pause,
        disabledReason: outcome,
        keyFingerprint,
      };
    }
    case "rate_limited":
      return opened(state, now, Math.max(retryAfterSeconds ?? 0, backoff(state.failures) / 1000));
    case "blocked":
    case "bad_request":
      return opened(state, now, LONG_BACKOFF / 1000);
    case "unreachable":
    case "timeout":
    case "server_error":
    case "bad_response": {
      const failures = state.failures + 1;
      const opens = state.state !== "closed" || failures >= FAILURES_TO_OPEN;
      if (opens) return opened(state, now, backoff(failures - FAILURES_TO_OPEN) / 1000);
      return { ...state, failures };
    }
  }
}

function opened(state: BreakerState, now: number, seconds: number): BreakerState {
  return {
    ...NEW_BREAKER,
    state: "open",
    failures: state.failures + 1,
    openedAt: state.openedAt ?? now,
    retryAt: now + seconds * 1000,
  };
}

/** Five minutes, doubled each time, six hours at most. No jitter: one pull at a time holds the lease. */
function backoff(doublings: number): number {
  return Math.min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** Math.max(0, doublings));
}

function isDisabled(
  { disabledReason, disabledUntil, keyFingerprint }: BreakerState,
  facts: CallFacts,
): boolean {
  if (disabledReason === null) return false;
  // A new key is a new account with a quota of its own.
  if (keyFingerprint !== facts.keyFingerprint) return false;
  return disabledUntil === null || facts.now < disabledUntil;
}

function step(
  from: BreakerState,
  to: BreakerState,
  { reason, at }: { readonly reason: string; readonly at: number },
): BreakerStep {
  const names = { from: nameOf(from), to: nameOf(to) };
  const transition = names.from === names.to ? null : { ...names, reason, at };
  return { state: to, transition };
}

function nameOf({ state, disabledReason }: BreakerState): BreakerName {
  return disabledReason === null ? state : "disabled";
}
