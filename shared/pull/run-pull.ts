import type { Environment } from "../environment.ts";
import { judgeRates } from "../fx/judge-rates.ts";
import { knownRates } from "../fx/stored-rates.ts";
import type { Log } from "../http/app.ts";
import type { Engine } from "../providers/engine.ts";
import { PROVIDERS } from "../providers/registry.ts";
import type { Provider } from "../providers/provider.ts";
import { newestFixings } from "../reference/fixing.ts";
import { type JudgedFixings, judgeFixings } from "../reference/judge-fixings.ts";
import type { Sleep } from "../sleep.ts";
import type { Store } from "../store/store.ts";
import { askProviders, type ProviderReading } from "./ask-providers.ts";
import { type Claimed, claimPull, type ClaimRequest, type NotClaimed } from "./claim.ts";
import { conclude } from "./conclude.ts";
import { judge, type Judgement, lastPricesOf } from "./judge.ts";
import { createPullPlan, type PullPlan } from "./pull-plan.ts";
import { type Recorded, recordPull } from "./record.ts";
import { thresholdsOf } from "./thresholds-of.ts";

export interface PullTools {
  readonly environment: Environment;
  readonly store: Store;
  readonly engine: Engine;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: Sleep;
  readonly log: Log;
}

export interface PullRequest extends Omit<ClaimRequest, "origin" | "environment"> {
  /** Asks this provider whatever the plan says. */
  readonly provider?: Provider;
}

export type PullOutcome = NotClaimed | Recorded;

/** Keyless providers block addresses that ask several times a second. */
const COURTESY_MS = 400;

/** Rounds of fallbacks after the planned calls; each round is as slow as its slowest provider. */
const MOST_FALLBACK_ROUNDS = 3;

/**
 * One pull: lease → plan → ask → validate → consensus → record. The lease and the record are the only two calls of
 * the database. Whatever a provider does ends as a recorded outcome; only the store's own trouble is thrown.
 */
export async function runPull(request: PullRequest, tools: PullTools): Promise<PullOutcome> {
  const { environment, store, log } = tools;
  const { provider: forced, ...claimRequest } = request;
  const claim = await claimPull(store, {
    ...claimRequest,
    origin: environment.origin,
    environment: { ...environment.settings },
  });
  if (!claim.claimed) return claim;

  const plan = createPullPlan(claim, { environment, forced: forced ?? null });
  const { readings, judgement, fixings, now } = await ask(plan, claim, tools);
  const fx = judgeRates(readings.flatMap((reading) => reading.fx), {
    known: knownRates(claim.rates),
    now,
    isReference: (provider) => REFERENCE_SOURCES.has(provider),
  });
  const conclusion = conclude(judgement, {
    claim,
    readings,
    now,
    carryUntil: plan.carryUntil(readings),
    origin: environment.origin,
  });
  const recorded = await recordPull(tools, {
    claim,
    readings,
    judgement,
    conclusion,
    fx,
    fixings,
    plan,
    now,
  });
  if (plan.refusal !== null) throw plan.refusal;
  log({
    level: recorded.failures.length > 0 ? "error" : recorded.state === "failed" ? "warning" : "info",
    function: "prices-pull",
    pull_id: claim.pull_id,
    slot_at: claim.slot_at,
    state: recorded.state,
    ...(recorded.failures.length > 0 ? { failures: recorded.failures } : {}),
    asked: readings.map(({ provider, failure }) => `${provider.key}: ${failure?.kind ?? "ok"}`),
  });
  return recorded;
}

const REFERENCE_SOURCES = new Set(PROVIDERS.filter(({ kind }) => kind === "fx").map(({ key }) => key));

interface Asked {
  readonly readings: readonly ProviderReading[];
  readonly judgement: Judgement;
  readonly fixings: JudgedFixings;
  readonly now: number;
}

/** Asks the planned providers at once, then fallbacks for the metals that still have no accepted quote. */
async function ask(plan: PullPlan, claim: Claimed, tools: PullTools): Promise<Asked> {
  const thresholds = thresholdsOf(claim.settings);
  const cadenceSeconds = (key: string): number | null =>
    plan.months.find(({ provider }) => provider === key)?.expected_cadence_seconds ?? null;
  // A simulator needs no courtesy.
  const pause = (): Promise<void> =>
    tools.environment.upstreamUrl === null ? tools.sleep(COURTESY_MS) : Promise.resolve();
  let readings: readonly ProviderReading[] = [];
  let round = plan.first;
  for (let rounds = 0;; rounds++) {
    readings = [...readings, ...await askProviders(round, { ...tools, pause })];
    const now = tools.now();
    const fixings = judgeFixings(readings.flatMap(({ references }) => references), {
      known: claim.references,
      last: lastPricesOf(claim),
      share: thresholds.referenceShare,
      firstBand: thresholds.firstBand,
    });
    const judgement = judge(readings.flatMap(({ quotes }) => quotes), {
      claim,
      thresholds,
      references: newestFixings(fixings.accepted, now),
      cadenceSeconds,
      now,
    });
    round = rounds < MOST_FALLBACK_ROUNDS ? plan.fallback({ readings, judgement }) : [];
    if (round.length === 0) return { readings, judgement, fixings, now };
  }
}
