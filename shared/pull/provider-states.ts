import { type BreakerRecord, writeBreaker } from "../budget/breaker-record.ts";
import { NEW_BREAKER } from "../budget/breaker-state.ts";
import { OF_ONE_CALL, type ProviderReading } from "./ask-providers.ts";
import { breakerSteps } from "./breaker-steps.ts";
import type { Claimed, LastValues } from "./claim.ts";
import type { Judgement } from "./judge.ts";
import type { PullPlan } from "./pull-plan.ts";
import { nextLastValues } from "./remember-values.ts";

/** A row of spot.provider_states as a pull leaves it. */
export interface ProviderState {
  readonly provider: string;
  readonly breaker: BreakerRecord;
  readonly last_values: LastValues;
  readonly quota: Readonly<Record<string, unknown>>;
  readonly last_called_at: string | null;
  readonly last_success_at: string | null;
  /** What the pull took from the month's quota. */
  readonly cost: number;
}

/** A row of spot.breaker_transitions. */
export interface Transition {
  readonly provider: string;
  readonly changed_at: string;
  readonly from_state: string;
  readonly to_state: string;
  readonly reason: string;
}

/** Breaker, values and told quota of every provider that was asked, and how its breaker changed. Pure. */
export function providerStates(
  readings: readonly ProviderReading[],
  { claim, plan, judgement }: { claim: Claimed; plan: PullPlan; judgement: Judgement },
): { readonly states: readonly ProviderState[]; readonly transitions: readonly Transition[] } {
  const transitions: Transition[] = [];
  const states = readings.map((reading): ProviderState => {
    const { provider, quota, attempts, ended } = reading;
    const before = claim.providers.find(({ key }) => key === provider.key);
    const budget = plan.budgeted.find((one) => one.provider.key === provider.key)?.budget;
    const keyFingerprint = budget?.keyFingerprint ?? null;
    const steps = breakerSteps(budget?.breaker ?? NEW_BREAKER, { ended, keyFingerprint });
    for (const { from, to, reason, at } of steps.transitions) {
      const changed_at = new Date(at).toISOString();
      transitions.push({ provider: provider.key, changed_at, from_state: from, to_state: to, reason });
    }
    const lastCall = attempts.at(-1)?.calledAt ?? null;
    return {
      provider: provider.key,
      breaker: writeBreaker(steps.state),
      last_values: nextLastValues(
        before?.last_values ?? {},
        judgement.verdicts.filter(({ quote }) => quote.provider === provider.key),
      ),
      quota: quota === null ? before?.quota ?? {} : { ...quota, told_at: lastCall },
      last_called_at: lastCall,
      last_success_at: hasAnswered(reading) ? lastCall : null,
      cost: attempts.reduce((sum, { cost }) => sum + cost, 0),
    };
  });
  return { states, transitions };
}

/** What it lacks of one metal is no failure of the provider while it answers for another. */
function hasAnswered({ failure, quotes, fx }: ProviderReading): boolean {
  return failure === null || (OF_ONE_CALL.has(failure.kind) && quotes.length + fx.length > 0);
}
