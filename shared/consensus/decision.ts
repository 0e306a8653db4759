import type { Vote } from "./ballot.ts";
import { median, type Micro, share } from "./micro.ts";
import type { ConsensusStatus, ExclusionReason, Trust } from "./outcome.ts";

/** What is decided by the votes alone. Every vote is either weighted or excluded. */
export interface Decision {
  readonly status: ConsensusStatus;
  readonly price: Micro | null;
  readonly weighted: readonly Vote[];
  readonly excluded: ReadonlyMap<Vote, ExclusionReason>;
  readonly witnesses: readonly string[];
}

export interface DecisionFacts {
  /** The last published price, disputed or not; null where there is none. */
  readonly last: Micro | null;
  readonly trust: Trust;
  readonly floorBps: number;
}

/** Normal distribution: 1.4826 × MAD estimates the standard deviation; 4.5 of them are beyond honest noise. */
const MAD_FACTOR = 4.5 * 1.4826;
/** With three votes the MAD is one of two gaps and can be as wide as a fault, so it may widen the limit only so far. */
const WIDEST_FLOORS = 2;
/** Without a last price to choose by, families further apart than this give no price at all. */
const FIRST_PRICE_BPS = 500;

export function decide(votes: readonly Vote[], facts: DecisionFacts): Decision {
  const [only] = votes;
  if (only === undefined) {
    return { status: "none", price: null, weighted: [], excluded: new Map(), witnesses: [] };
  }
  if (votes.length === 1) {
    return { status: "single", price: only.price, weighted: votes, excluded: new Map(), witnesses: [] };
  }
  const moving = votes.filter(({ stuck }) => !stuck);
  if (moving.length === 0 || moving.length === votes.length) return decideEqually(votes, facts);
  return decideWithStuck(moving, votes.filter(({ stuck }) => stuck), facts);
}

/**
 * A value that stands still beside one that moves is the older one: it may bear the level out, but not pull it back.
 * Two frozen feeds would otherwise be the majority against the living one.
 */
function decideWithStuck(moving: readonly Vote[], stuck: readonly Vote[], facts: DecisionFacts): Decision {
  const [only] = moving;
  if (only !== undefined && moving.length === 1) {
    const level = median(stuck.map(({ price }) => price));
    if (Math.abs(only.price - level) > share(level, facts.floorBps)) return nearest([only, ...stuck], facts);
  }
  const decision = moving.length === 1
    ? {
      status: "agreed" as const,
      price: only?.price ?? null,
      weighted: moving,
      excluded: new Map(),
      witnesses: [],
    }
    : decideEqually(moving, facts);
  return { ...decision, excluded: new Map([...decision.excluded, ...markAll(stuck, "unchanged")]) };
}

function decideEqually(votes: readonly Vote[], facts: DecisionFacts): Decision {
  return votes.length === 2 ? decideTwo(votes, facts) : decideMany(votes, facts);
}

function decideTwo(votes: readonly Vote[], facts: DecisionFacts): Decision {
  const prices = votes.map(({ price }) => price);
  const mean = median(prices);
  if (Math.max(...prices) - Math.min(...prices) > share(mean, facts.floorBps)) return nearest(votes, facts);
  return { status: "agreed", price: mean, weighted: votes, excluded: new Map(), witnesses: [] };
}

function decideMany(votes: readonly Vote[], facts: DecisionFacts): Decision {
  const outliers = outliersOf(votes, facts.floorBps);
  const weighted = votes.filter((vote) => !outliers.has(vote));
  if (weighted.length * 2 <= votes.length) return nearest(votes, facts);
  const price = median(weighted.map((vote) => vote.price));
  const witnesses = witnessesOf(price, [...outliers], facts);
  const disputed = outliers.size * 3 > votes.length || witnesses.length > 0;
  return {
    status: disputed ? "disputed" : "agreed",
    price,
    weighted,
    excluded: markAll([...outliers], "outlier"),
    witnesses,
  };
}

function outliersOf(votes: readonly Vote[], floorBps: number): ReadonlySet<Vote> {
  const middle = median(votes.map(({ price }) => price));
  const floor = share(middle, floorBps);
  const mad = median(votes.map(({ price }) => Math.abs(price - middle)));
  const limit = Math.max(floor, Math.min(MAD_FACTOR * mad, WIDEST_FLOORS * floor));
  return new Set(votes.filter(({ price }) => Math.abs(price - middle) > limit));
}

/**
 * Two faulty families are a majority against an honest one. What speaks for the honest one is continuity: it bore the
 * last undisputed price and is still near it while the others have left it together. Then the price is disputed, and
 * stays so until that family comes round or falls silent.
 */
function witnessesOf(
  price: Micro,
  outliers: readonly Vote[],
  { last, trust, floorBps }: DecisionFacts,
): string[] {
  if (last === null) return [];
  const trusted = outliers.filter(({ family, stuck }) => !stuck && trust.families.includes(family));
  const faithful = trusted.filter(({ family }) => trust.witnesses.includes(family));
  const departed = Math.abs(price - last) > share(last, floorBps);
  const nearer = departed
    ? trusted.filter((vote) => Math.abs(vote.price - last) < Math.abs(price - last))
    : [];
  return [...new Set([...faithful, ...nearer].map(({ family }) => family))].toSorted();
}

/** No majority: the vote nearest to the last price, marked as disputed. */
function nearest(votes: readonly Vote[], { last, trust }: DecisionFacts): Decision {
  const { witnesses } = trust;
  const anchor = last ?? median(votes.map(({ price }) => price));
  const prices = votes.map(({ price }) => price);
  const spread = Math.max(...prices) - Math.min(...prices);
  if (last === null && spread > share(anchor, FIRST_PRICE_BPS)) {
    return { status: "disputed", price: null, weighted: [], excluded: markAll(votes, "disputed"), witnesses };
  }
  // Ties go to the lower price and then to the first family, so that the order of the votes does not matter.
  const [chosen, ...others] = votes.toSorted((a, b) =>
    Math.abs(a.price - anchor) - Math.abs(b.price - anchor) || a.price - b.price ||
    (a.family < b.family ? -1 : 1)
  );
  const weighted = chosen === undefined ? [] : [chosen];
  const price = chosen?.price ?? null;
  return { status: "disputed", price, weighted, excluded: markAll(others, "disputed"), witnesses };
}

function markAll(votes: readonly Vote[], reason: ExclusionReason): ReadonlyMap<Vote, ExclusionReason> {
  return new Map(votes.map((vote) => [vote, reason]));
}
