import { z } from "zod";

/**
 * What is known of a provider's health, as it is kept in the database between pulls (isolates share nothing). Times
 * are epoch milliseconds. An empty object reads as a new breaker.
 */
export const BreakerState = z.object({
  /** closed: calls pass; open: none until `retryAt`; half_open: one call is under way as a probe. */
  state: z.enum(["closed", "open", "half_open"]).default("closed"),
  /** Failures in a row. */
  failures: z.int().nonnegative().default(0),
  openedAt: z.number().nullable().default(null),
  retryAt: z.number().nullable().default(null),
  /** No calls at all until then, unless the key changes. */
  disabledUntil: z.number().nullable().default(null),
  /** The failure behind it. */
  disabledReason: z.enum(["quota_spent", "key_rejected", "plan_lacks_operation"]).nullable().default(null),
  /** Of the key that was refused: a digest, never the key. */
  keyFingerprint: z.string().nullable().default(null),
});

export type BreakerState = z.infer<typeof BreakerState>;

export const NEW_BREAKER: BreakerState = {
  state: "closed",
  failures: 0,
  openedAt: null,
  retryAt: null,
  disabledUntil: null,
  disabledReason: null,
  keyFingerprint: null,
};
