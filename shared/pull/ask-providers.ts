import type { ProviderFailure } from "../errors.ts";
import type { FxRate, QuotaTold, Quote, ReferencePrice, RefusedEntry } from "../schemas/quote.ts";
import { CallFailed, type CallRecord } from "../providers/calling/call-record.ts";
import type { Engine } from "../providers/engine.ts";
import type { Provider } from "../providers/provider.ts";
import type { Asking } from "./asking.ts";

/** A quote with our own time beside the provider's. */
export interface FetchedQuote extends Quote {
  /** RFC 3339 UTC with Z. */
  readonly fetchedAt: string;
}

/** All that asking one provider brought: what it said, or why it said nothing, and every request it took. */
export interface ProviderReading {
  readonly provider: Provider;
  /** Why it was asked. */
  readonly reason: Asking["reason"];
  readonly quotes: readonly FetchedQuote[];
  readonly fx: readonly FxRate[];
  readonly quota: QuotaTold | null;
  /** Daily prices of fixings; see `ReferencePrice`. */
  readonly references: readonly ReferencePrice[];
  /** Entries of its readings that could not be used. */
  readonly refused: readonly RefusedEntry[];
  readonly attempts: readonly CallRecord[];
  /** The last request of each call: how the calls ended. */
  readonly ended: readonly CallRecord[];
  /** Null when every call of the provider succeeded. */
  readonly failure: { readonly kind: string; readonly message: string } | null;
}

export interface AskingTools {
  readonly engine: Engine;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Between two calls of one provider. */
  readonly pause: () => Promise<void>;
}

/**
 * Asks providers at the same time, each for all that a pull wants of it. A provider's trouble is its own: it
 * becomes a `failure` and the others go on. Anything that is no trouble of a provider is thrown.
 */
export function askProviders(askings: readonly Asking[], tools: AskingTools): Promise<ProviderReading[]> {
  return Promise.all(askings.map((asking) => askProvider(asking, tools)));
}

/** Failures that say something of what was asked for, not of the provider. */
export const OF_ONE_CALL: ReadonlySet<string> = new Set(
  ["no_data", "bad_request", "plan_lacks_operation", "bad_response"] satisfies ProviderFailure[],
);

async function askProvider(
  { provider, reason, mayRetry }: Asking,
  tools: AskingTools,
): Promise<ProviderReading> {
  const parts: Part[] = [];
  // One after the other: a provider that takes a call a metal may block several at once, and a refusal of the provider
  // saves the other calls. What concerns one metal only does not stop the others.
  for (const [index, call] of provider.pull.entries()) {
    if (index > 0) await tools.pause();
    const part = await askOnce({ provider, call, mayRetry }, tools);
    parts.push(part);
    if (part.failure !== null && !OF_ONE_CALL.has(part.failure.kind)) break;
  }
  return {
    provider,
    reason,
    quotes: parts.flatMap(({ quotes }) => quotes),
    fx: parts.flatMap(({ fx }) => fx),
    quota: parts.findLast(({ quota }) => quota !== null)?.quota ?? null,
    references: parts.flatMap(({ references }) => references),
    refused: parts.flatMap(({ refused }) => refused),
    attempts: parts.flatMap(({ attempts }) => attempts),
    ended: parts.flatMap(({ attempts }) => attempts.slice(-1)),
    failure: parts.find(({ failure }) => failure !== null)?.failure ?? null,
  };
}

type Part = Pick<
  ProviderReading,
  "quotes" | "fx" | "quota" | "references" | "refused" | "attempts" | "failure"
>;

async function askOnce(
  { provider, call, mayRetry }: {
    readonly provider: Provider;
    readonly call: Provider["pull"][number];
    readonly mayRetry: boolean;
  },
  { engine, now }: AskingTools,
): Promise<Part> {
  try {
    const { reading, attempts } = await engine.call(provider, { ...call, mayRetry });
    const fetchedAt = new Date(now()).toISOString();
    const quotes = reading.quotes.map((quote) => ({ ...quote, fetchedAt }));
    return { ...reading, quotes, attempts, failure: null };
  } catch (error) {
    // The one place besides the handler where a failure becomes data: a row for this provider.
    if (!(error instanceof CallFailed)) throw error;
    const failure = { kind: error.failure, message: error.message };
    const { attempts } = error;
    return { quotes: [], fx: [], quota: null, references: [], refused: [], attempts, failure };
  }
}
