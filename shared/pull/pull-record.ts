import type { JudgedRates, RefusedRate } from "../fx/rate-facts.ts";
import type { JudgedFixings } from "../reference/judge-fixings.ts";
import { alertsOf } from "./alerts-of.ts";
import type { ProviderReading } from "./ask-providers.ts";
import type { Claimed } from "./claim.ts";
import type { Conclusion } from "./conclude.ts";
import type { Judgement } from "./judge.ts";
import type { PullPlan } from "./pull-plan.ts";
import { providerStates } from "./provider-states.ts";

/** Everything that a pull has found out. */
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

/** What `record_pull` is given: everything that a pull has found, in the columns of the database. Pure. */
export function pullRecord(findings: PullFindings): Record<string, unknown> {
  const { claim, readings, conclusion, fx, fixings } = findings;
  const { states, transitions } = providerStates(readings, findings);
  return {
    pull_id: claim.pull_id,
    lease_token: claim.lease_token,
    state: conclusion.state,
    finished_at: new Date(findings.now).toISOString(),
    metals: conclusion.metals,
    summary: summaryOf(findings),
    calls: readings.flatMap(({ attempts }) => attempts).map((
      { calledAt, httpStatus, latencyMs, quota, retryAfterSeconds, ...call },
    ) => ({
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
}

/** What an operator reads of a pull in spot.pulls. */
function summaryOf({ readings, judgement, fx, fixings, plan }: PullFindings): Record<string, unknown> {
  return {
    // Its presence keeps the pull out of what is concluded from the schedule.
    ...(plan.forced === null ? {} : { forced: plan.forced }),
    quotes: judgement.verdicts.length,
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
  };
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
