import { z } from "zod";
import type { Environment } from "../environment.ts";
import { AppError, ProviderError } from "../errors.ts";
import { judgeRates } from "../fx/judge-rates.ts";
import { createHistoryJudge } from "../history/judge-history.ts";
import type { HistoryRow } from "../history/history-row.ts";
import { marketAt } from "../market/market-at.ts";
import { CallFailed, type CallRecord } from "../providers/calling/call-record.ts";
import type { Engine } from "../providers/engine.ts";
import { keyState } from "../providers/key-state.ts";
import type { Provider, Reading } from "../providers/provider.ts";
import { providerByKey } from "../providers/registry.ts";
import { labelOf } from "../schemas/origin.ts";
import type { Sleep } from "../sleep.ts";
import type { Store } from "../store/store.ts";
import { finishCall } from "../proxy/charge.ts";
import { type Chunk, chunksOf } from "./backfill-chunks.ts";

export interface BackfillRequest {
  /** Key of the provider. */
  readonly provider: string;
  /** First and last day, YYYY-MM-DD. */
  readonly from: string;
  readonly to: string;
}

export interface BackfillTools {
  readonly environment: Environment;
  readonly store: Store;
  readonly engine: Engine;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: Sleep;
}

export interface ChunkOutcome extends Chunk {
  /** "stored", "already_done", or why the call was not made or failed. */
  readonly outcome: string;
  readonly new?: number;
  readonly same?: number;
  readonly conflicting?: number;
  readonly refused?: number;
  readonly rates?: number;
}

export interface BackfillOutcome {
  /** done: every chunk is stored; paused: the same request goes on from where this one stopped. */
  readonly state: "done" | "paused";
  /** Why it paused, in words for the operator. */
  readonly reason: string | null;
  readonly chunks: readonly ChunkOutcome[];
  /** Chunks that are still to be asked for. */
  readonly left: number;
}

const Begun = z.union([
  z.object({ allowed: z.literal(true), call_id: z.number() }),
  z.object({ allowed: z.literal(false), reason: z.string(), retry_after_seconds: z.number().nullish() }),
]);
const Recorded = z.object({
  new: z.number(),
  same: z.number(),
  conflicting: z.number(),
  refused: z.number(),
  rates: z.number(),
});

/** Well inside of what the platform lets one request take. */
const MOST_CALLS = 12;
const PAUSE_MS = 1000;
/** A day's close is stamped with noon, as the daily fixes of history files are. */
const NOON = 12 * 3_600_000;

/**
 * Fetches days of the past from a provider's time series, chunk by chunk: charge, ask, judge, store. What is stored is
 * not asked for again, so that the same request resumes; it stops before it eats into what scheduled pulls need.
 *
 * @throws AppError INPUT_BAD_VALUE for a range or provider that cannot be had, LIMIT_BUDGET where not even the first call may be made
 */
export async function runBackfill(request: BackfillRequest, tools: BackfillTools): Promise<BackfillOutcome> {
  const provider = providerByKey(request.provider);
  if (provider === null) {
    throw new AppError("INPUT_BAD_VALUE", "Cannot backfill: there is no provider of that name");
  }
  const { store, sleep, now } = tools;
  const chunks = chunksOf(provider, request, now());
  // Before anything is charged.
  if (keyState(provider, tools.environment.providerKey) === "missing") {
    throw new AppError("INPUT_BAD_VALUE", `Cannot backfill from ${provider.key}: no key is set`, {
      hint: `Set ${provider.keyVariable}`,
    });
  }
  const outcomes: ChunkOutcome[] = [];
  let calls = 0;
  let stored = 0;
  let reason: string | null = null;

  for (const chunk of chunks) {
    if (calls === MOST_CALLS) {
      reason = `${MOST_CALLS} calls are made in one go; the same request goes on`;
      break;
    }
    const facts = chunkFacts(chunk, { provider, environment: tools.environment });
    const begun = Begun.parse(await store.call("begin_backfill", { chunk: facts }));
    if (!begun.allowed) {
      if (begun.reason !== "already_done") {
        if (calls === 0) throw refusal(provider, begun);
        reason = REASONS[begun.reason] ?? begun.reason;
        break;
      }
      outcomes.push({ ...chunk, outcome: begun.reason });
      continue;
    }
    if (calls > 0) await sleep(PAUSE_MS);
    calls++;
    const asked = await ask(provider, chunk, tools);
    await finishCall(store, { charged: { callId: begun.call_id, left: null }, attempts: asked.attempts });
    if (asked.reading === null) {
      outcomes.push({ ...chunk, outcome: asked.failure });
      reason =
        `${provider.name} did not answer as it should (${asked.failure}); the same request tries again`;
      break;
    }
    const recorded = Recorded.parse(
      await store.call("record_backfill", { chunk: facts, ...judged(asked.reading, now()) }),
    );
    stored += recorded.new + recorded.rates;
    outcomes.push({ ...chunk, outcome: "stored", ...recorded });
  }
  if (stored > 0) await store.call("finish_import", {});
  const done = outcomes.filter(({ outcome }) => outcome === "stored" || outcome === "already_done").length;
  return { state: reason === null ? "done" : "paused", reason, chunks: outcomes, left: chunks.length - done };
}

interface Asked {
  readonly reading: Reading | null;
  readonly failure: string;
  readonly attempts: readonly CallRecord[];
}

async function ask(
  provider: Provider,
  { metal, from, to }: Chunk,
  { engine }: BackfillTools,
): Promise<Asked> {
  const parameters = { ...(metal === null ? {} : { metal }), start_date: from, end_date: to };
  try {
    // A retry would be charged without having been allowed.
    const { reading, attempts } = await engine.call(provider, {
      operation: "timeseries",
      parameters,
      mayRetry: false,
    });
    return { reading, failure: "", attempts };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return {
      reading: null,
      failure: error.failure,
      attempts: error instanceof CallFailed ? error.attempts : [],
    };
  }
}

/** The closes that can be believed, as `record_backfill` wants them. Some providers fill weekends with Friday's. */
function judged(reading: Reading, now: number): Record<string, unknown> {
  const rows = reading.quotes.flatMap(({ metal, price, quotedAt, provider }): HistoryRow[] => {
    if (quotedAt === null) return [];
    const at = Math.floor(Date.parse(quotedAt) / (2 * NOON)) * 2 * NOON + NOON;
    if (marketAt(at).state === "closed") return [];
    return [{ ts: new Date(at).toISOString(), at, metal, price, provider, place: quotedAt }];
  });
  const judge = createHistoryJudge({ now });
  const accepted = [...Map.groupBy(rows.toSorted((a, b) => a.at - b.at), ({ at }) => at).values()]
    .flatMap((group) => judge.judge(group).accepted);
  const rates = judgeRates(reading.fx, {
    known: {},
    now,
    isReference: (key) => providerByKey(key)?.kind === "fx",
  });
  return {
    metals: accepted.map(({ metal }) => metal),
    times: accepted.map(({ ts }) => ts),
    prices: accepted.map(({ price }) => price),
    refused: reading.quotes.length - accepted.length + rates.refused.length,
    fx: rates.accepted.map(({ currency, usdValue, quotedAt }) => ({
      currency,
      usd_value: usdValue,
      quoted_at: quotedAt,
    })),
  };
}

function chunkFacts(
  chunk: Chunk,
  { provider, environment }: { provider: Provider; environment: Environment },
): Record<string, unknown> {
  const { origin } = environment;
  return {
    ...chunk,
    provider: provider.key,
    origin,
    label: labelOf(provider.name, origin),
    cost: provider.operations.timeseries?.cost ?? 1,
  };
}

const REASONS: Readonly<Record<string, string>> = {
  reserve: "what is left of the month's calls is needed for scheduled pulls",
  quota_spent: "the calls of this month are spent",
  disabled: "the provider is switched off",
  breaker_open: "the provider fails or asked for a pause",
};

function refusal(
  { key }: Provider,
  { reason, retry_after_seconds: seconds }: {
    reason: string;
    retry_after_seconds?: number | null | undefined;
  },
): AppError {
  return new AppError("LIMIT_BUDGET", `Cannot backfill from ${key}: ${REASONS[reason] ?? reason}`, {
    details: reason,
    hint: "Raise monthly_quota where the plan allows more, or go on next month",
    ...(seconds == null ? {} : { retryAfterSeconds: seconds }),
  });
}
