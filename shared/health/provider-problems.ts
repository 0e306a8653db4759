import type { KeyState } from "../providers/key-state.ts";
import type { ProviderFacts } from "./facts.ts";
import type { HealthProblem } from "./health-problem.ts";
import { durationInWords } from "./in-words.ts";
import { quotaOf } from "./quota.ts";

export interface ProviderContext {
  readonly now: string;
  readonly keyStates: Readonly<Record<string, KeyState>>;
}

/** Less than this part of the month's quota is left. */
const LOW_QUOTA_SHARE = 0.1;

/** Providers that are enabled and cannot be called, fail, or run out of calls. */
export function providerProblems(
  providers: readonly ProviderFacts[],
  { now, keyStates }: ProviderContext,
): HealthProblem[] {
  return providers.filter(({ enabled }) => enabled).flatMap((provider) => {
    if (keyStates[provider.key] === "missing") return [keyMissing(provider)];
    const disabled = disabledProblem(provider, now);
    if (disabled !== null) return [disabled];
    return [...failing(provider, now), ...quotaProblems(provider, now)];
  });
}

function keyMissing({ key }: ProviderFacts): HealthProblem {
  return {
    code: "provider_key_missing",
    severity: "warning",
    subject: key,
    message: `${key} is enabled and has no key`,
    what_to_do:
      `Set its key as a secret of the functions (docs/operations.md), or switch it off: PATCH config ` +
      `{"providers":{"${key}":{"enabled":false}}}`,
  };
}

function disabledProblem({ key, breaker }: ProviderFacts, now: string): HealthProblem | null {
  const reason = breaker.disabled_reason ?? null;
  const until = breaker.disabled_until ?? null;
  const isOver = until !== null && Date.parse(until) <= Date.parse(now);
  if (reason === null || isOver) return null;
  if (reason === "quota_spent") {
    return {
      code: "quota_spent",
      severity: "warning",
      subject: key,
      message: `${key} says that the month's quota is spent; it is left alone until ${
        until ?? "further notice"
      }`,
      what_to_do: "Nothing, if another provider fills in; else a larger plan, and its quota in PATCH config",
    };
  }
  return {
    code: "provider_disabled",
    severity: "warning",
    subject: key,
    message: `${key} is left alone (${reason})${
      until === null ? " until its key changes" : ` until ${until}`
    }`,
    what_to_do: reason === "key_rejected"
      ? "Check the key with the provider and set the right one; calls begin again by themselves"
      : "Look in spot.provider_calls for what it answered",
  };
}

function failing(
  { key, breaker, last_called_at: called, last_success_at: succeeded }: ProviderFacts,
  now: string,
): HealthProblem[] {
  const hasFailedLast = called !== null && (succeeded === null || Date.parse(succeeded) < Date.parse(called));
  if (!hasFailedLast && (breaker.state ?? "closed") === "closed") return [];
  const since = succeeded === null
    ? "has never succeeded"
    : `succeeded last ${durationInWords((Date.parse(now) - Date.parse(succeeded)) / 1000)} ago`;
  const retry = breaker.retry_at ? `; the next try is at ${breaker.retry_at}` : "";
  const problem: HealthProblem = {
    code: "provider_failing",
    severity: "warning",
    subject: key,
    message: `${key} fails: it ${since}${retry}`,
    what_to_do:
      `select * from spot.provider_calls where provider_key = '${key}' order by called_at desc limit 10 ` +
      "says how; other providers fill in meanwhile",
  };
  return [problem];
}

function quotaProblems(provider: ProviderFacts, now: string): HealthProblem[] {
  const { total, left } = quotaOf(provider, now);
  if (total === null || left === null || left >= total * LOW_QUOTA_SHARE) return [];
  const common = { severity: "warning", subject: provider.key } as const;
  return left === 0
    ? [{
      ...common,
      code: "quota_spent",
      message: `The ${total} calls a month of ${provider.key} are spent`,
      what_to_do: "Nothing, if another provider fills in; else a larger plan, and its quota in PATCH config",
    }]
    : [{
      ...common,
      code: "quota_low",
      message: `${provider.key} has ${left} of ${total} calls left this month`,
      what_to_do: "Nothing, if the plan in GET config spreads them over the month; else a longer interval",
    }];
}
