import { z } from "zod";
import { AppError } from "../errors.ts";
import type { CallRecord } from "../providers/calling/call-record.ts";
import type { Store } from "../store/store.ts";
import type { ProxyQuestion } from "./proxy-question.ts";

const Begun = z.discriminatedUnion("allowed", [
  z.object({
    allowed: z.literal(true),
    call_id: z.number(),
    monthly_quota: z.int().nullable(),
    calls_this_month: z.int(),
  }),
  z.object({
    allowed: z.literal(false),
    reason: z.string(),
    retry_after_seconds: z.number().nullish(),
    monthly_quota: z.int().nullish(),
  }),
]);

/** A call that the ledger has charged and that may now be made. */
export interface Charged {
  readonly callId: number;
  /** Calls left of the configured quota after this one; null without a quota. */
  readonly left: number | null;
}

/**
 * Charges a call before it is made, so that many at once cannot overdraw a quota. A call that never ends (the isolate
 * dies) stays in the ledger as "pending" and stays charged: the provider has counted it too.
 *
 * @throws AppError LIMIT_REQUESTS where the client asks too often; LIMIT_BUDGET with the reason and when it is over; PROVIDER_DISABLED where an operator must act
 */
export async function beginCall(
  { provider, name, operation }: ProxyQuestion,
  { store, client }: { readonly store: Store; readonly client: string },
): Promise<Charged> {
  const begun = Begun.parse(
    await store.call("begin_provider_call", {
      provider_key: provider.key,
      operation: name,
      cost: operation.cost,
      client,
    }),
  );
  if (begun.allowed) {
    const { call_id: callId, monthly_quota: quota, calls_this_month: calls } = begun;
    return { callId, left: quota === null ? null : Math.max(0, quota - calls) };
  }
  const { reason, retry_after_seconds: seconds } = begun;
  if (seconds == null) {
    throw new AppError("PROVIDER_DISABLED", `Cannot ask ${provider.key}: it is switched off (${reason})`, {
      hint: `An operator can switch it on: PATCH config {"providers":{"${provider.key}":{"enabled":true}}}`,
    });
  }
  throw new AppError("LIMIT_BUDGET", `Cannot ask ${provider.key}: ${REASONS[reason] ?? reason}`, {
    details: reason,
    hint: "Prices of other providers come by prices-read, which costs no call",
    retryAfterSeconds: seconds,
  });
}

const REASONS: Readonly<Record<string, string>> = {
  quota_spent: "the calls of this month are spent",
  breaker_open: "it fails or asked for a pause, and is left alone until then",
};

/** Writes how the call ended; what retries cost is charged too. */
export async function finishCall(
  store: Store,
  { charged, attempts }: { readonly charged: Charged; readonly attempts: readonly CallRecord[] },
): Promise<void> {
  const last = attempts.at(-1);
  if (last === undefined) return;
  await store.call("finish_provider_call", {
    call_id: charged.callId,
    outcome: {
      outcome: last.outcome,
      http_status: last.httpStatus,
      latency_ms: last.latencyMs,
      cost: costOf(attempts),
      quota_total: last.quota?.total ?? null,
      quota_remaining: last.quota?.remaining ?? null,
      retry_after_seconds: last.retryAfterSeconds,
      detail: last.detail,
    },
  });
}

/** What all requests of a call took from the quota. */
export function costOf(attempts: readonly CallRecord[]): number {
  return attempts.reduce((sum, { cost }) => sum + cost, 0);
}
