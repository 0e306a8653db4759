import { monthStart, nextMonthStart } from "../budget/month.ts";
import { type ProviderBudget, quotaLeft, quotaTotal } from "../budget/provider-budget.ts";
import { openMillisecondsBetween } from "../market/open-time.ts";
import type { AlertCondition } from "./alert.ts";
import type { AlertContext } from "./metal-conditions.ts";

/** Alerts on the providers that should work: enabled and with a key. */
export function providerConditions(
  providers: readonly ProviderBudget[],
  facts: AlertContext,
): readonly AlertCondition[] {
  const wanted = providers.filter(({ enabled, hasKey }) => enabled && hasKey);
  return wanted.flatMap((provider) => {
    const own = [down(provider, facts), quota(provider, facts)].filter((one) => one !== null);
    const others = wanted.some((other) =>
      other !== provider && other.kind === provider.kind && isWell(other, facts)
    );
    // While nobody else of its kind is left, what is a nuisance otherwise stops the service.
    return own.map((one) => ({ ...one, severity: others ? one.severity : "critical" as const }));
  });
}

function isWell(provider: ProviderBudget, facts: AlertContext): boolean {
  return down(provider, facts) === null && quota(provider, facts)?.kind !== "quota_spent";
}

function down(
  { key, breaker, keyFingerprint }: ProviderBudget,
  { now }: AlertContext,
): AlertCondition | null {
  const { state, disabledReason, disabledUntil, failures, openedAt, retryAt } = breaker;
  const refused = disabledReason !== null && disabledReason !== "quota_spent" &&
    breaker.keyFingerprint === keyFingerprint;
  if (!refused && state === "closed") return null;
  const action = refused
    ? "Check the key and the plan of the provider; a changed key is tried at once"
    : "Look at its last calls; it is asked again by itself";
  return {
    kind: "provider_down",
    subject: key,
    severity: refused || failures > 6 ? "critical" : "warning",
    details: {
      reason: refused ? disabledReason : "failures",
      failures,
      since: toText(openedAt),
      retry_at: toText(Math.max((refused ? disabledUntil : retryAt) ?? now, now)),
      action,
    },
  };
}

function quota(provider: ProviderBudget, { now, settings }: AlertContext): AlertCondition | null {
  const left = quotaLeft(provider, now);
  const total = quotaTotal(provider);
  const { breaker, keyFingerprint, key } = provider;
  const told = breaker.disabledReason === "quota_spent" && breaker.keyFingerprint === keyFingerprint &&
    (breaker.disabledUntil ?? 0) > now;
  const resets = nextMonthStart(now);
  if (told || (left !== null && left < provider.callsPerPull)) {
    const details = {
      left: left ?? 0,
      total,
      resets_at: toText(resets),
      action: "Wait for the reset, or choose a larger plan",
    };
    return { kind: "quota_spent", subject: key, severity: "warning", details };
  }
  if (left === null || total === null || total === 0) return null;
  const monthLeft = openMillisecondsBetween(now, resets) / openMillisecondsBetween(monthStart(now), resets);
  // Towards the end of the month little is left by plan; less than three quarters of that share is not by plan.
  if (left / total > settings.quotaLowShare || left / total > monthLeft * 0.75) return null;
  const action = "Calls are stretched to last; see what else spends the key";
  return {
    kind: "quota_low",
    subject: key,
    severity: "warning",
    details: { left, total, resets_at: toText(resets), action },
  };
}

function toText(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
