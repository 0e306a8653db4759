import { openMillisecondsBetween } from "../market/open-time.ts";
import { fitsReference, type Fixing } from "../reference/fixing.ts";
import type { Metal } from "../schemas/metal.ts";
import type { Quote } from "../schemas/quote.ts";
import {
  familyOf,
  type ProviderTraits,
  relativeDistance,
  type Unchanged,
  type Witness,
} from "../validation/context.ts";
import { toleranceBps } from "../validation/tolerance.ts";
import type { Verdict } from "../validation/verdict.ts";
import { type Ballot, ballotOf, compareText, type Vote } from "./ballot.ts";
import { confidenceOf } from "./confidence.ts";
import { corroborate } from "./corroborate.ts";
import { decide } from "./decision.ts";
import type { Decision, SilentFamily } from "./dispute.ts";
import { fromMicro, inBasisPoints, median, share, toMicro } from "./micro.ts";
import {
  type Consensus,
  type ConsensusSource,
  type ExclusionReason,
  REFERENCE,
  type Trust,
} from "./outcome.ts";

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
  /** Last words of all families that still count; those of families that vote now are passed over. */
  readonly witnesses: readonly Witness[];
  readonly reference: Fixing | undefined;
  /** `Thresholds.referenceShare` of the metal. */
  readonly referenceShare: number;
  /** A move larger than this share, away from where the reference is, must be borne out by the next fixings. */
  readonly jumpShare: number;
  /** The last price that families or the reference bore out; `at` is epoch milliseconds. */
  readonly lastCorroborated: { readonly price: number; readonly at: number } | null;
}

/** For how much of open market a majority may be denied by families that stand apart: no state is for ever. */
const LONGEST_DISPUTE_MS = 23 * 3_600_000;
/** One move in a hundred is larger than the tolerance; a last word denies a price only beyond twice that. */
const DENIAL_FACTOR = 2;

export const NO_TRUST: Trust = { families: [], witnesses: [], anchor: null, anchoredAt: null };

/**
 * What the price of a metal is, by the quotes of one pull: one vote a family, the median of three or more without
 * outliers, the mean of two that agree. A pure function: the same input gives the same answer, in any order of quotes.
 */
export function formConsensus(input: ConsensusInput): Consensus {
  const verdicts = input.verdicts.filter(({ quote }) => quote.metal === input.metal);
  const ballot = ballotOf(verdicts, input);
  const trust = input.previous?.trust ?? NO_TRUST;
  const anchor = trust.anchor ?? input.previous?.price ?? null;
  const silent = silentFamilies(ballot, input);
  const decision = decide(ballot.votes, {
    anchor: anchor === null ? null : toMicro(anchor),
    trust,
    deniers: deniersOf(verdicts, { ballot, input }),
    silent,
    referenceDenies: (price) => referenceDenies(fromMicro(price), { anchor, trust, input }),
    floorBps: input.floorBps,
    isOldDispute: trust.anchoredAt !== null &&
      openMillisecondsBetween(trust.anchoredAt, input.now) > LONGEST_DISPUTE_MS,
  });
  const { status, price, weighted } = decision;
  const votes = ballot.votes.map(({ family }) => family);
  const quotes = weighted.map(({ quote }) => quote);
  const twoSided = quotes.flatMap(({ bid, ask }) => bid === null || ask === null ? [] : [{ bid, ask }]);
  const kept = nextTrust(decision, { votes: ballot.votes, silent, trust, input });
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
    spreadBps: spreadOf(ballot.votes, silent),
    families: ballot.votes.length,
    quotedAt: middleTime(quotes.flatMap((quote) => quotedAtOf(quote, input) ?? [])),
    provider: providerOf(decision),
    sources: sourcesOf(verdicts, { ballot, decision, input }),
    trust: kept,
    corroboratedBy: price === null ? null : corroborate({
      ...input,
      witnesses: input.witnesses.filter((one) => one.metal === input.metal),
      status,
      price: fromMicro(price),
      isDenied: kept.witnesses.length > 0,
      families: status === "agreed"
        ? kept.families.filter((family) => votes.includes(family))
        : votes.slice(0, 1),
    }),
  };
}

/** A level that nobody has been at, or that was leapt to, away from where central banks have fixed the metal. */
function referenceDenies(
  price: number,
  { anchor, trust, input }: {
    readonly anchor: number | null;
    readonly trust: Trust;
    readonly input: ConsensusInput;
  },
): boolean {
  const facts = { share: input.referenceShare, now: input.now };
  if (fitsReference(price, input.reference, facts) !== false) return false;
  if (anchor === null || trust.witnesses.includes(REFERENCE)) return true;
  return relativeDistance(price, anchor) > input.jumpShare &&
    fitsReference(anchor, input.reference, facts) === true;
}

/** Families that were not asked, or gave nothing usable: their last word still counts. */
function silentFamilies(
  { votes }: Ballot,
  { metal, witnesses, floorBps, now }: ConsensusInput,
): SilentFamily[] {
  return witnesses.filter((one) => one.metal === metal && !votes.some(({ family }) => family === one.family))
    .map(
      ({ family, price, seenAt }) => {
        const micro = toMicro(price);
        const bps = DENIAL_FACTOR * toleranceBps(floorBps, { seenAt, now });
        return { family, price: micro, tolerance: share(micro, bps) };
      },
    );
}

/**
 * The provider's own time. A quote without one is as old as its value: a value that has changed since the last look is
 * of now, one that stands is of the first look at it, and the first look alone says nothing.
 */
function quotedAtOf(
  { provider, metal, price, quotedAt }: Quote,
  { unchanged, now }: ConsensusInput,
): string | null {
  if (quotedAt !== null) return quotedAt;
  const before = unchanged.find((one) => one.provider === provider && one.metal === metal);
  if (before === undefined) return null;
  return new Date(before.price === price ? before.since : now).toISOString();
}

/** Families that do not vote because their quote is in quarantine. */
function deniersOf(
  verdicts: readonly Verdict[],
  { ballot, input }: { readonly ballot: Ballot; readonly input: ConsensusInput },
): readonly string[] {
  const voting = ballot.votes.map(({ family }) => family);
  const waiting = verdicts.filter(({ quote, verdict }) =>
    verdict === "quarantined" && input.providers[quote.provider]?.kind === "spot"
  ).map(({ quote }) => familyOf(quote.provider, input));
  return [...new Set(waiting)].filter((family) => !voting.includes(family)).toSorted();
}

function providerOf({ status, weighted }: Decision): string | null {
  if (status === "agreed" || weighted.length > 1) return "consensus";
  return weighted[0]?.quote.provider ?? null;
}

interface TrustFacts {
  readonly votes: readonly Vote[];
  readonly silent: readonly SilentFamily[];
  readonly trust: Trust;
  readonly input: ConsensusInput;
}

/** While a price is disputed, or there is none, those who bore the last undisputed one stay the measure. */
function nextTrust(decision: Decision, { votes, silent, trust, input }: TrustFacts): Trust {
  const { status, price, weighted } = decision;
  if (status === "none" || price === null) return trust;
  const anchor = decision.anchor === null ? null : fromMicro(decision.anchor);
  const isDeniedByFamilies = decision.witnesses.some((one) => one !== REFERENCE);
  if (status === "disputed" || isDeniedByFamilies) {
    return { ...trust, witnesses: decision.witnesses, anchor };
  }
  const floor = share(price, input.floorBps);
  const bearers = votes.filter((vote) => weighted.includes(vote) || Math.abs(vote.price - price) <= floor);
  const agreeing = silent.filter((one) => Math.abs(one.price - price) <= one.tolerance);
  const families = [...bearers, ...agreeing].map(({ family }) => family).toSorted();
  return { families, witnesses: decision.witnesses, anchor, anchoredAt: input.now };
}

/** Votes and last words of families; an older word is given what the market may have moved since. */
function spreadOf(votes: readonly Vote[], silent: readonly SilentFamily[]): number | null {
  if (votes.length === 0) return null;
  const prices = votes.map(({ price }) => price);
  const middle = median(prices);
  const ends = silent.map(({ price, tolerance }) => {
    const excess = Math.max(0, Math.abs(price - middle) - tolerance);
    return excess === 0 ? middle : price;
  });
  const all = [...prices, ...ends];
  return inBasisPoints(Math.max(...all) - Math.min(...all), middle);
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
      family: familyOf(quote.provider, input),
      price: quote.price,
      weight: counts ? Math.round(1e6 / decision.weighted.length) / 1e6 : 0,
      verdict: exclusion === null ? verdict : "excluded",
      reason: reason ?? exclusion,
    };
  }).toSorted((a, b) => compareText(a.provider, b.provider));
}
