import type { Consensus, ConsensusSource, Corroboration, Trust } from "../consensus/outcome.ts";
import { marketAt } from "../market/market-at.ts";
import { PROVIDERS } from "../providers/registry.ts";
import { type Metal, METALS } from "../schemas/metal.ts";
import { labelOf, type Origin } from "../schemas/origin.ts";
import type { ProviderReading } from "./ask-providers.ts";
import type { Claimed } from "./claim.ts";
import type { Judgement } from "./judge.ts";

/** What the pull means for one metal; kept in spot.pulls.metals and shown with the price. */
export interface MetalConclusion {
  /** `nothing_new`: who was asked answered, but with an old price or with none of this metal; that is no failure. */
  readonly outcome: "priced" | "quarantined" | "failed" | "nothing_new" | "closed" | "none_due";
  /** In words, where there is something to say. */
  readonly reason: string | null;
  readonly status: Consensus["status"];
  readonly spread_bps: number | null;
  readonly sources: readonly ConsensusSource[];
  readonly trust: KeptTrust;
  readonly corroborated_by: Corroboration;
  /** The price before this one, only where it is disputed. */
  readonly previous?: { readonly price: number; readonly priced_at: string; readonly status: string };
  /** RFC 3339: until then the plan expects no newer price. */
  readonly carry_until: string | null;
}

/** `Trust` as the database keeps it. */
export type KeptTrust = Omit<Trust, "anchoredAt"> & { readonly anchored_at: string | null };

/** A row of spot.prices, but for its slot. */
export interface NewPrice {
  readonly metal: Metal;
  readonly price: number;
  readonly bid: number | null;
  readonly ask: number | null;
  readonly confidence: number | null;
  readonly quoted_at: string | null;
  readonly fetched_at: string;
  readonly status: "agreed" | "single" | "disputed";
  readonly corroborated_by: Corroboration;
  readonly provider: string;
}

export type PullState = "succeeded" | "partial" | "failed" | "skipped";

export interface Conclusion {
  readonly state: PullState;
  readonly metals: Readonly<Record<Metal, MetalConclusion>>;
  readonly prices: readonly NewPrice[];
}

export interface ConcludeFacts {
  readonly claim: Claimed;
  readonly readings: readonly ProviderReading[];
  /** Epoch milliseconds. */
  readonly now: number;
  readonly carryUntil: string | null;
  readonly origin: Origin;
}

/** Turns judgements into rows: what is published, and for each metal why, or why not. Pure. */
export function conclude(judgement: Judgement, facts: ConcludeFacts): Conclusion {
  const metals = mapMetals((metal) => concludeMetal(judgement, { ...facts, metal }));
  const prices = METALS.flatMap((metal): NewPrice[] => {
    const consensus = judgement.consensus[metal];
    if (consensus.price === null || consensus.status === "none") return [];
    return [{
      metal,
      price: consensus.price,
      bid: consensus.bid,
      ask: consensus.ask,
      confidence: consensus.confidence,
      quoted_at: consensus.quotedAt,
      fetched_at: new Date(facts.now).toISOString(),
      status: consensus.status,
      corroborated_by: consensus.corroboratedBy,
      provider: labelOf(sourceName(consensus.provider), facts.origin),
    }];
  });
  const asked = facts.readings.some(({ provider }) => provider.kind !== "fx");
  const state = !asked
    ? "skipped"
    : prices.length === METALS.length
    ? "succeeded"
    : prices.length > 0
    ? "partial"
    : "failed";
  return { state, metals, prices };
}

function concludeMetal(
  { verdicts, consensus }: Judgement,
  { metal, claim, readings, now, carryUntil }: ConcludeFacts & { metal: Metal },
): MetalConclusion {
  const formed = consensus[metal];
  const asked = readings.filter(({ provider }) => provider.metals.includes(metal));
  const own = verdicts.filter(({ quote }) => quote.metal === metal);
  const last = claim.last_prices[metal];
  const outcome = formed.price !== null && formed.status !== "none"
    ? "priced"
    : asked.length === 0
    ? (marketAt(now).state === "closed" ? "closed" : "none_due")
    : own.some(({ verdict }) => verdict === "quarantined")
    ? "quarantined"
    : asked.every(({ failure }) => failure === null) && own.every(({ reason }) => reason === "too_old")
    ? "nothing_new"
    : "failed";
  return {
    outcome,
    reason: outcome === "priced" && formed.status !== "disputed"
      ? null
      : reasonOf(outcome, { asked, formed }),
    status: formed.status,
    spread_bps: formed.spreadBps,
    sources: formed.sources,
    trust: keptTrust(formed.trust),
    corroborated_by: formed.corroboratedBy,
    ...(formed.status === "disputed" && last !== undefined
      ? { previous: { price: last.price, priced_at: last.priced_at, status: last.status } }
      : {}),
    carry_until: carryUntil,
  };
}

function keptTrust({ anchoredAt, ...trust }: Trust): KeptTrust {
  return { ...trust, anchored_at: anchoredAt === null ? null : new Date(anchoredAt).toISOString() };
}

/** One sentence for the operator and the dashboard: who failed how. */
function reasonOf(
  outcome: MetalConclusion["outcome"],
  { asked, formed }: { asked: readonly ProviderReading[]; formed: Consensus },
): string {
  if (outcome === "closed") return "The market is closed; the last price stands";
  if (outcome === "none_due") return "No provider was due; the plan saves calls";
  const words = [
    ...asked.flatMap(({ provider, failure }) =>
      failure === null ? [] : [`${provider.name}: ${failure.kind}`]
    ),
    ...formed.sources.flatMap(({ provider, verdict, reason }) =>
      verdict === "accepted" ? [] : [`${nameOf(provider)}: ${verdict} (${reason})`]
    ),
  ];
  return words.length === 0 ? "No provider gave a price" : words.join("; ");
}

/** "consensus" or the provider's name. */
function sourceName(provider: string | null): string {
  return provider === null || provider === "consensus" ? "consensus" : nameOf(provider);
}

function nameOf(key: string): string {
  return PROVIDERS.find((provider) => provider.key === key)?.name ?? key;
}

function mapMetals<T>(make: (metal: Metal) => T): Record<Metal, T> {
  return {
    gold: make("gold"),
    silver: make("silver"),
    platinum: make("platinum"),
    palladium: make("palladium"),
  };
}
