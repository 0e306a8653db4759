import type { AlertCondition } from "../alerts/alert.ts";
import { DEFAULT_ALERT_SETTINGS } from "../alerts/alert.ts";
import { providerConditions } from "../alerts/provider-conditions.ts";
import { type ProviderBudget, quotaLeft, quotaTotal } from "../budget/provider-budget.ts";
import type { HealthProblem } from "./health-problem.ts";
import { durationInWords } from "./in-words.ts";

/** Providers that are enabled and cannot be called, fail, or run out of calls. `now` is epoch milliseconds. */
export function providerProblems(budgets: readonly ProviderBudget[], now: number): HealthProblem[] {
  const wanted = budgets.filter(({ enabled }) => enabled);
  // The same conditions as the alerts, looked at now instead of at the last pull.
  const conditions = providerConditions(wanted, { now, settings: DEFAULT_ALERT_SETTINGS });
  return wanted.flatMap((provider) => {
    if (!provider.hasKey) return [keyMissing(provider)];
    const own = conditions.filter(({ subject }) => subject === provider.key);
    if (own.length > 0) return own.flatMap((condition) => fromCondition(condition, { provider, now }));
    return failing(provider, now);
  });
}

function keyMissing({ key }: ProviderBudget): HealthProblem {
  return {
    code: "provider_key_missing",
    severity: "warning",
    subject: key,
    message: `${key} is enabled and has no key`,
    what_to_do:
      "Set its key as a secret of the functions (docs/operations.md), or switch it off: PATCH config " +
      `{"providers":{"${key}":{"enabled":false}}}`,
  };
}

function fromCondition(
  { kind }: AlertCondition,
  { provider, now }: { provider: ProviderBudget; now: number },
): HealthProblem[] {
  const { key, breaker } = provider;
  const common = { severity: "warning", subject: key } as const;
  const total = quotaTotal(provider);
  if (kind === "quota_spent") {
    const until = breaker.disabledUntil === null
      ? "the 1st of the month (UTC)"
      : timeText(breaker.disabledUntil);
    return [{
      ...common,
      code: kind,
      message: `The calls of ${key} are spent${total === null ? "" : ` (${total} a month)`}, until ${until}`,
      what_to_do: "Nothing, if another provider fills in; else a larger plan, and its quota in PATCH config",
    }];
  }
  if (kind === "quota_low") {
    return [{
      ...common,
      code: kind,
      message: `${key} has ${quotaLeft(provider, now)} of ${total} calls left, less than the month needs`,
      what_to_do:
        "Nothing at once: the plan in GET config stretches them; see in spot.provider_calls what spent them",
    }];
  }
  const again = breaker.disabledUntil === null
    ? ""
    : `; the next try is at ${timeText(breaker.disabledUntil)}, or at once when its key changes`;
  const retry = breaker.retryAt === null ? "" : `; the next try is at ${timeText(breaker.retryAt)}`;
  return [{
    ...common,
    code: "provider_down",
    message: breaker.disabledReason === null
      ? `${key} failed ${breaker.failures} times in a row${retry}`
      : `${key} is left alone (${breaker.disabledReason})${again}`,
    what_to_do: breaker.disabledReason === null
      ? callsOf(key)
      : "Check key and plan with the provider and set the right key; calls begin again by themselves",
  }];
}

/** Its last call brought nothing, but not often enough to be left alone. */
function failing({ key, lastCalledAt, lastSuccessAt }: ProviderBudget, now: number): HealthProblem[] {
  if (lastCalledAt === null || (lastSuccessAt !== null && lastSuccessAt >= lastCalledAt)) return [];
  const since = lastSuccessAt === null
    ? "has never succeeded"
    : `succeeded last ${durationInWords((now - lastSuccessAt) / 1000)} ago`;
  return [{
    code: "provider_failing",
    severity: "warning",
    subject: key,
    message: `The last call of ${key} failed; it ${since}`,
    what_to_do: callsOf(key),
  }];
}

function callsOf(key: string): string {
  return `select * from spot.provider_calls where provider_key = '${key}' order by called_at desc limit 10 says how; ` +
    "other providers fill in meanwhile, and it is tried again by itself";
}

function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
