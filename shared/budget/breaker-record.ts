import { z } from "zod";
import { type BreakerState, NEW_BREAKER } from "./breaker-state.ts";

const Time = z.iso.datetime({ offset: true }).nullish();

/** A breaker as spot.provider_states keeps it: times that people can read. */
const BreakerRecord = z.object({
  state: z.enum(["closed", "open", "half_open"]).optional(),
  failures: z.int().nonnegative().optional(),
  opened_at: Time,
  retry_at: Time,
  disabled_until: Time,
  disabled_reason: z.enum(["quota_spent", "key_rejected", "plan_lacks_operation"]).nullish(),
  key_fingerprint: z.string().nullish(),
});
export type BreakerRecord = z.infer<typeof BreakerRecord>;

/** Reads what the database keeps; an empty object is a new breaker. */
export function readBreaker(record: unknown): BreakerState {
  const { state, failures, opened_at, retry_at, disabled_until, disabled_reason, key_fingerprint } =
    BreakerRecord
      .parse(record);
  return {
    state: state ?? NEW_BREAKER.state,
    failures: failures ?? NEW_BREAKER.failures,
    openedAt: millisecondsOf(opened_at),
    retryAt: millisecondsOf(retry_at),
    disabledUntil: millisecondsOf(disabled_until),
    disabledReason: disabled_reason ?? null,
    keyFingerprint: key_fingerprint ?? null,
  };
}

export function writeBreaker(state: BreakerState): BreakerRecord {
  return {
    state: state.state,
    failures: state.failures,
    opened_at: timeOf(state.openedAt),
    retry_at: timeOf(state.retryAt),
    disabled_until: timeOf(state.disabledUntil),
    disabled_reason: state.disabledReason,
    key_fingerprint: state.keyFingerprint,
  };
}

function millisecondsOf(time: string | null | undefined): number | null {
  return time == null ? null : Date.parse(time);
}

function timeOf(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}
