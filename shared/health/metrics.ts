import { quotaLeft } from "../budget/provider-budget.ts";
import type { Diagnosis } from "./diagnose.ts";
import type { CacheFacts, Evidence, OperatorEvidence } from "./evidence.ts";
import type { PublicFacts } from "./facts.ts";
import type { HealthProblem } from "./health-problem.ts";
import type { Metric, Sample } from "./prometheus-text.ts";

const STATES = ["fresh", "carried", "stale", "disputed"] as const;

/** The same diagnosis and facts as numbers. */
export function metricsOf(evidence: Evidence, diagnosis: Diagnosis): Metric[] {
  const isUp = evidence.kind !== "none";
  return [
    gauge("spot_healthy", "1 unless the service is down: readers get no price, or an old one.", [
      { value: Number(diagnosis.status !== "down") },
    ]),
    gauge("spot_database_up", "1 if the database answers.", [{ value: Number(isUp) }]),
    gauge("spot_problems", "Problems that hold now, by code.", countByCode(diagnosis.problems)),
    ...(isUp ? publicMetrics(evidence.facts) : []),
    ...(evidence.kind === "operator"
      ? [
        gauge("spot_database_latency_seconds", "Round trip of the health read.", [
          { value: evidence.databaseLatencyMs / 1000 },
        ]),
        ...operatorMetrics(evidence),
        ...levelMetrics(evidence),
        ...cacheMetrics(evidence),
      ]
      : []),
  ];
}

function publicMetrics(facts: PublicFacts): Metric[] {
  const prices = Object.entries(facts.metals);
  return [
    gauge("spot_market_open", "1 while the market is open.", [
      { value: Number(facts.market.state === "open") },
    ]),
    gauge("spot_last_pull_slot_timestamp_seconds", "Slot of the last pull.", at({}, facts.pulled_slot_at)),
    gauge(
      "spot_price_age_seconds",
      "Age of the latest price by its own time.",
      prices.map(([metal, { age_seconds: value }]) => ({ labels: { metal }, value })),
    ),
    gauge(
      "spot_price_state",
      "1 for the state that the latest price of a metal is in.",
      prices.flatMap(([metal, price]) =>
        STATES.map((state) => ({ labels: { metal, state }, value: Number(price.state === state) }))
      ),
    ),
  ];
}

function operatorMetrics({ facts, budgets }: OperatorEvidence): Metric[] {
  const { jobs, providers } = facts;
  const now = Date.parse(facts.now);
  return [
    gauge("spot_database_size_bytes", "Size of the database on disk.", [{
      value: facts.database.size_bytes,
    }]),
    gauge("spot_missed_slots", "Slots of the last 24 hours in which no pull began.", [
      { value: facts.missed_slots_24h },
    ]),
    gauge(
      "spot_job_active",
      "1 if the cron job is switched on.",
      jobs.map(({ name, active }) => ({ labels: { job: name }, value: Number(active) })),
    ),
    gauge(
      "spot_job_last_run_timestamp_seconds",
      "Begin of the last run of the cron job.",
      jobs.flatMap(({ name, last_run_at }) => at({ job: name }, last_run_at)),
    ),
    gauge(
      "spot_job_last_run_failed",
      "1 if the last run of the cron job failed.",
      jobs.map(({ name, last_status }) => ({
        labels: { job: name },
        value: Number(last_status === "failed"),
      })),
    ),
    gauge(
      "spot_provider_enabled",
      "1 if the provider is switched on.",
      providers.map(({ key, enabled }) => ({ labels: { provider: key }, value: Number(enabled) })),
    ),
    gauge(
      "spot_provider_last_success_timestamp_seconds",
      "Last good answer of the provider.",
      providers.flatMap(({ key, last_success_at }) => at({ provider: key }, last_success_at)),
    ),
    gauge(
      "spot_provider_calls_this_month",
      "Calls charged to the provider this month (UTC).",
      providers.map(({ key, calls_this_month: value }) => ({ labels: { provider: key }, value })),
    ),
    gauge(
      "spot_provider_calls_left",
      "Calls left of the month's quota; no sample without a quota.",
      budgets.flatMap((budget) => {
        const value = quotaLeft(budget, now);
        return value === null ? [] : [{ labels: { provider: budget.key }, value }];
      }),
    ),
    gauge(
      "spot_provider_breaker_open",
      "1 if the provider is left alone because it failed.",
      budgets.map(({ key, breaker }) => ({
        labels: { provider: key },
        value: Number(breaker.state === "open"),
      })),
    ),
    gauge(
      "spot_alert_open",
      "1 for each alert that is open.",
      facts.alerts.map(({ kind, subject, severity }) => ({ labels: { kind, subject, severity }, value: 1 })),
    ),
  ];
}

/** Shares of the last 24 hours, 7 and 30 days; what there was nothing to count for has no sample. */
function levelMetrics({ facts }: OperatorEvidence): Metric[] {
  const { freshness = [], pulls = [] } = facts.service_levels ?? {};
  const share = (percent: number | null): readonly number[] =>
    percent === null ? [] : [Math.round(percent * 100) / 10_000];
  return [
    gauge(
      "spot_fresh_ratio",
      "Share of open-market minutes with a fresh price.",
      freshness.flatMap(({ period, metal, fresh_percent }) =>
        share(fresh_percent).map((value) => ({ labels: { metal, period }, value }))
      ),
    ),
    gauge(
      "spot_pull_success_ratio",
      "Share of pulls that priced every metal, of those that asked anybody.",
      pulls.flatMap(({ period, success_percent }) =>
        share(success_percent).map((value) => ({ labels: { period }, value }))
      ),
    ),
  ];
}

function cacheMetrics({ caches }: OperatorEvidence): Metric[] {
  const of = (pick: (cache: CacheFacts) => number): Sample[] =>
    Object.entries(caches).map(([name, cache]) => ({ labels: { function: name }, value: pick(cache) }));
  return [
    counter("spot_cache_hits_total", "Answers given from memory.", of(({ hits }) => hits)),
    counter(
      "spot_cache_misses_total",
      "Answers for which the database was asked.",
      of(({ misses }) => misses),
    ),
    counter(
      "spot_cache_stand_ins_total",
      "Old answers given while the database was away.",
      of((cache) => cache.standIns),
    ),
    gauge("spot_cache_entries", "Answers in memory.", of(({ entries }) => entries)),
    gauge("spot_cache_size_bytes", "Size of the answers in memory.", of(({ bytes }) => bytes)),
  ];
}

function counter(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, help, type: "counter", samples };
}

function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, help, type: "gauge", samples };
}

function at(labels: Readonly<Record<string, string>>, time: string | null): Sample[] {
  return time === null ? [] : [{ labels, value: Date.parse(time) / 1000 }];
}

function countByCode(problems: readonly HealthProblem[]): Sample[] {
  const counts = new Map<string, Sample>();
  for (const { code, severity } of problems) {
    const key = `${code} ${severity}`;
    counts.set(key, { labels: { code, severity }, value: (counts.get(key)?.value ?? 0) + 1 });
  }
  return [...counts.values()];
}
