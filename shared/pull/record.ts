import { z } from "zod";
import { AppError } from "../errors.ts";
import type { JudgedRates, RefusedRate } from "../fx/rate-facts.ts";
import type { JudgedFixings } from "../reference/judge-fixings.ts";
import type { Sleep } from "../sleep.ts";
import { readResult } from "../store/read-result.ts";
import type { Store } from "../store/store.ts";
import { alertsOf } from "./alerts-of.ts";
import type { ProviderReading } from "./ask-providers.ts";
import type { Claimed } from "./claim.ts";
import type { Conclusion } from "./conclude.ts";
import type { Judgement } from "./judge.ts";
import type { PullPlan } from "./pull-plan.ts";
import { providerStates } from "./provider-states.ts";

export interface PullFindings {
  readonly claim: Claimed;
  readonly readings: readonly ProviderReading[];
  readonly judgement: Judgement;
  readonly conclusion: Conclusion;
  readonly fx: JudgedRates;
  readonly fixings: JudgedFixings;
  readonly plan: PullPlan;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What a finished pull responds with. */
export interface Recorded {
  readonly claimed: true;
  readonly pull_id: number;
  readonly slot_at: string;
  readonly state: Conclusion["state"];
  readonly metals: Readonly<Record<string, { readonly outcome: string; readonly reason: string | null }>>;
  readonly prices: Conclusion["prices"];
  readonly calls: number;
  readonly skipped: PullPlan["skipped"];
  /** What the database could not store; then the state is failed and no price is published. */
  readonly failures: readonly string[];
}

const RecordResult = z.object({
  pull_id: z.int(),
  state: z.enum(["succeeded", "partial", "failed", "skipped"]),
  repeated: z.boolean(),
  failures: z.array(z.string()).default([]),
});

/** The calls are paid for: a database that is away for a moment, or an answer lost, must not waste them. */
const PAUSES_MS = [250, 1000, 4000];

/**
 * Writes everything in one transaction; saying it again is harmless, so it is said again while the database is away.
 *
 * @throws AppError PULL_LEASE_LOST when another pull has taken the slot over; nothing is written then
 */
export async function recordPull(
  { store, sleep }: { readonly store: Store; readonly sleep: Sleep },
  findings: PullFindings,
): Promise<Recorded> {
  const { claim, readings, conclusion, fx, fixings, plan } = findings;
  const attempts = readings.flatMap((reading) => reading.attempts);
  const { states, transitions } = providerStates(readings, findings);
  const pull = {
    pull_id: claim.pull_id,
    lease_token: claim.lease_token,
    state: conclusion.state,
    finished_at: new Date(findings.now).toISOString(),
    metals: conclusion.metals,
    summary: {
      // Its presence keeps the pull out of what is concluded from the schedule.
      ...(plan.forced === null ? {} : { forced: plan.forced }),
      // Its presence marks a pull that brought quotes; the next one looks there for quarantined ones.
      ...(readings.some(({ quotes }) => quotes.length > 0)
        ? { quotes: findings.judgement.verdicts.length }
        : {}),
      asked: readings.map(({ provider, reason, failure, quotes }) => ({
        provider: provider.key,
        reason,
        outcome: failure?.kind ?? "ok",
        quotes: quotes.length,
      })),
      skipped: plan.skipped,
      plan: plan.months,
      fx_refused: fx.refused.slice(0, 20).map(({ provider, currency, reason }) => ({
        provider,
        currency,
        reason,
      })),
      references_refused: fixings.refused.map(({ provider, metal, date, detail }) => ({
        provider,
        metal,
        date,
        detail,
      })),
    },
    calls: attempts.map(({ calledAt, httpStatus, latencyMs, quota, retryAfterSeconds, ...call }) => ({
      ...call,
      called_at: calledAt,
      http_status: httpStatus,
      latency_ms: latencyMs,
      quota_total: quota?.total ?? null,
      quota_remaining: quota?.remaining ?? null,
      retry_after_seconds: retryAfterSeconds,
    })),
    quotes: quoteRows(findings),
    prices: conclusion.prices,
    fx: fx.accepted.map(({ provider, currency, usdValue, quotedAt }) => ({
      provider,
      currency,
      usd_value: usdValue,
      quoted_at: quotedAt,
    })),
    references: fixings.accepted,
    fx_refused: fx.refused.map(refusedRow),
    provider_states: states,
    transitions,
    alerts: alertsOf({ ...findings, states }),
  };
  const result = readResult(RecordResult, await persist(() => store.call("record_pull", { pull }), sleep));
  const isLost = result.state === "failed" && conclusion.state !== "failed";
  return {
    claimed: true,
    pull_id: claim.pull_id,
    slot_at: claim.slot_at,
    state: result.state,
    metals: Object.fromEntries(
      Object.entries(conclusion.metals).map(([metal, { outcome, reason }]) => [
        metal,
        isLost ? { outcome: "failed", reason: result.failures[0] ?? null } : { outcome, reason },
      ]),
    ),
    prices: isLost ? [] : conclusion.prices,
    calls: attempts.length,
    skipped: plan.skipped,
    failures: result.failures,
  };
}

async function persist(write: () => Promise<unknown>, sleep: Sleep): Promise<unknown> {
  for (const pause of PAUSES_MS) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "STORE_UNAVAILABLE") throw error;
      await sleep(pause);
    }
  }
  return await write();
}

function refusedRow(
  { provider, currency, usdValue, quotedAt, reason, detail, firstAt, days }: RefusedRate,
): Record<string, unknown> {
  return {
    provider,
    currency,
    usd_value: usdValue,
    quoted_at: quotedAt,
    reason,
    detail,
    first_at: firstAt,
    days,
  };
}

function quoteRows({ judgement }: PullFindings): Record<string, unknown>[] {
  return judgement.verdicts.map(({ quote, verdict, reason, detail }) => ({
    provider: quote.provider,
    metal: quote.metal,
    price: quote.price,
    bid: quote.bid,
    ask: quote.ask,
    quoted_at: quote.quotedAt,
    fetched_at: quote.fetchedAt,
    verdict,
    reason,
    detail,
  }));
}
