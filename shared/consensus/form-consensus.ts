import type { Metal } from "../schemas/metal.ts";
import type { ProviderTraits, Unchanged } from "../validation/context.ts";
import type { Verdict } from "../validation/verdict.ts";
import { type Ballot, ballotOf, compareText, familyOf, type Vote } from "./ballot.ts";
import { confidenceOf } from "./confidence.ts";
import { decide } from "./decision.ts";
import type { Decision } from "./dispute.ts";
import { fromMicro, inBasisPoints, median, share, toMicro } from "./micro.ts";
import type { Consensus, ConsensusSource, ExclusionReason, Trust } from "./outcome.ts";

export interface ConsensusInput {
  readonly metal: Metal;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Of this pull; verdicts on other metals are passed over. */
  readonly verdicts: readonly Verdict[];
  readonly providers: Readonly<Record<string, ProviderTraits>>;
  readonly unchanged: readonly Unchanged[];
  /** The last published price of the metal, disputed or not, with the trust that was kept with it. */
  readonly previous: { readonly price: number; readonly trust: Trust } | null;
  /** Distance up to which families are of one opinion, in basis points; `Thresholds.floorBps` of the metal. */
  readonly floorBps: number;
}

export const NO_TRUST: Trust = { families: [], witnesses: [], anchor: null };

/**
 * What the price of a metal is, by the quotes of one pull: one vote a family, the median of three or more without
 * outliers, the mean of two that agree. A pure function: the same input gives the same answer, in any order of quotes.
 */
export function formConsensus(input: ConsensusInput): Consensus {
  const verdicts = input.verdicts.filter(({ quote }) => quote.metal === input.metal);
  const ballot = ballotOf(verdicts, input);
  const trust = input.previous?.trust ?? NO_TRUST;
  const anchor = trust.anchor ?? input.previous?.price ?? null;
  const decision = decide(ballot.votes, {
    anchor: anchor === null ? null : toMicro(anchor),
    trust,
    deniers: deniersOf(verdicts, { ballot, input }),
    floorBps: input.floorBps,
  });
  const { status, price, weighted } = decision;
  const quotes = weighted.map(({ quote }) => quote);
  const twoSided = quotes.flatMap(({ bid, ask }) => bid === null || ask === null ? [] : [{ bid, ask }]);
  const confidence = price === null
    ? null
    : confidenceOf({ price, status, weighted, all: ballot.votes, floorBps: input.floorBps });
  return {
    metal: input.metal,
    status,
    price: price === null ? null : fromMicro(price),
    bid: middlePrice(twoSided.map(({ bid }) => bid)),
    ask: middlePrice(twoSided.map(({ ask }) => ask)),
    confidence: confidence === null ? null : fromMicro(confidence),
    confidenceBps: confidence === null || price === null ? null : inBasisPoints(confidence, price),
    spreadBps: spreadOf(ballot.votes),
    families: ballot.votes.length,
    quotedAt: middleTime(quotes.flatMap(({ quotedAt }) => quotedAt === null ? [] : [quotedAt])),
    provider: providerOf(decision),
    sources: sourcesOf(verdicts, { ballot, decision, input }),
    trust: nextTrust(decision, { votes: ballot.votes, trust, floorBps: input.floorBps }),
  };
}

/** Families that do not vote because their quote is in quarantine. */
function deniersOf(
  verdicts: readonly Verdict[],
  { ballot, input }: { readonly ballot: Ballot; readonly input: ConsensusInput },
): readonly string[] {
  const voting = ballot.votes.map(({ family }) => family);
  const waiting = verdicts.filter(({ quote, verdict }) =>
    verdict === "quarantined" && input.providers[quote.provider]?.kind === "spot"
  ).map(({ quote }) => familyOf(quote, input));
  return [...new Set(waiting)].filter((family) => !voting.includes(family)).toSorted();
}

function providerOf({ status, weighted }: Decision): string | null {
  if (status === "agreed" || weighted.length > 1) return "consensus";
  return weighted[0]?.quote.provider ?? null;
}

interface TrustFacts {
  readonly votes: readonly Vote[];
  readonly trust: Trust;
  readonly floorBps: number;
}

/** While a price is disputed, or there is none, those who bore the last undisputed one stay the measure. */
function nextTrust(decision: Decision, { votes, trust, floorBps }: TrustFacts): Trust {
  const { status, price, weighted } = decision;
  if (status === "none" || price === null) return trust;
  const anchor = decision.anchor === null ? null : fromMicro(decision.anchor);
  if (status === "disputed") return { families: trust.families, witnesses: decision.witnesses, anchor };
  const floor = share(price, floorBps);
  const bearers = votes.filter((vote) => weighted.includes(vote) || Math.abs(vote.price - price) <= floor);
  return { families: bearers.map(({ family }) => family), witnesses: [], anchor };
}

function spreadOf(votes: readonly Vote[]): number | null {
  if (votes.length === 0) return null;
  const prices = votes.map(({ price }) => price);
  return inBasisPoints(Math.max(...prices) - Math.min(...prices), median(prices));
}

function middlePrice(prices: readonly number[]): number | null {
  return prices.length === 0 ? null : fromMicro(median(prices.map(toMicro)));
}

function middleTime(times: readonly string[]): string | null {
  const sorted = times.toSorted((a, b) => Date.parse(a) - Date.parse(b) || compareText(a, b));
  return sorted[(sorted.length - 1) >> 1] ?? null;
}

interface SourceFacts {
  readonly ballot: Ballot;
  readonly decision: Decision;
  readonly input: ConsensusInput;
}

/** One line for every quote of the metal, sorted by provider: what it said and what became of it. */
function sourcesOf(
  verdicts: readonly Verdict[],
  { ballot, decision, input }: SourceFacts,
): readonly ConsensusSource[] {
  const excluded = new Map<unknown, ExclusionReason>(ballot.excluded);
  for (const [vote, reason] of decision.excluded) excluded.set(vote.quote, reason);
  return verdicts.map(({ quote, verdict, reason }): ConsensusSource => {
    const exclusion = excluded.get(quote) ?? null;
    const counts = verdict === "accepted" && exclusion === null;
    return {
      provider: quote.provider,
      family: familyOf(quote, input),
      price: quote.price,
      weight: counts ? Math.round(1e6 / decision.weighted.length) / 1e6 : 0,
      verdict: exclusion === null ? verdict : "excluded",
      reason: reason ?? exclusion,
    };
  }).toSorted((a, b) => compareText(a.provider, b.provider));
}
