import type { Vote } from "./ballot.ts";
import {
  type Decision,
  type DecisionFacts,
  disputed,
  doubted,
  markAll,
  nearest,
  opponentsOf,
  undisputed,
} from "./dispute.ts";
import { median, share } from "./micro.ts";

/** Normal distribution: 1.4826 × MAD estimates the standard deviation; 4.5 of them are beyond honest noise. */
const MAD_FACTOR = 4.5 * 1.4826;
/**
 * With three votes the MAD is one of two gaps and can be as wide as a fault, so it may widen the limit only so far; and
 * votes further apart than the floor keep their weight, but do not agree.
 */
const WIDEST_FLOORS = 2;

/** What the votes amount to, and whether it can be published without a mark. */
export function decide(votes: readonly Vote[], facts: DecisionFacts): Decision {
  return doubted(decideByVotes(votes, facts), votes, facts);
}

function decideByVotes(votes: readonly Vote[], facts: DecisionFacts): Decision {
  const [only] = votes;
  if (only === undefined) {
    const { anchor, trust: { witnesses } } = facts;
    return { status: "none", price: null, weighted: [], excluded: new Map(), anchor, witnesses };
  }
  if (votes.length === 1) {
    return facts.deniers.length > 0 ? nearest(votes, facts) : undisputed("single", only.price, votes);
  }
  const moving = votes.filter(({ stuck }) => !stuck);
  return moving.length === 0 || moving.length === votes.length
    ? decideEqually(votes, facts)
    : decideWithStuck(moving, votes.filter(({ stuck }) => stuck), facts);
}

/**
 * A value that stands still beside one that moves is the older one: it may bear the level out, but not pull it back.
 * Two frozen feeds would otherwise be the majority against the living one.
 */
function decideWithStuck(moving: readonly Vote[], stuck: readonly Vote[], facts: DecisionFacts): Decision {
  const [only] = moving;
  if (only === undefined || moving.length > 1) return alsoExcluding(stuck, decideEqually(moving, facts));
  const level = median(stuck.map(({ price }) => price));
  if (Math.abs(only.price - level) > share(level, facts.floorBps)) return nearest([only, ...stuck], facts);
  return alsoExcluding(stuck, undisputed("agreed", only.price, moving));
}

function alsoExcluding(stuck: readonly Vote[], decision: Decision): Decision {
  return { ...decision, excluded: new Map([...decision.excluded, ...markAll(stuck, "unchanged")]) };
}

function decideEqually(votes: readonly Vote[], facts: DecisionFacts): Decision {
  return votes.length === 2 ? decideTwo(votes, facts) : decideMany(votes, facts);
}

function decideTwo(votes: readonly Vote[], facts: DecisionFacts): Decision {
  const prices = votes.map(({ price }) => price);
  const mean = median(prices);
  if (Math.max(...prices) - Math.min(...prices) > share(mean, facts.floorBps)) return nearest(votes, facts);
  return undisputed("agreed", mean, votes);
}

function decideMany(votes: readonly Vote[], facts: DecisionFacts): Decision {
  const outliers = outliersOf(votes, facts.floorBps);
  const weighted = votes.filter((vote) => !outliers.has(vote));
  if (weighted.length * 2 <= votes.length) return nearest(votes, facts);
  const price = median(weighted.map((vote) => vote.price));
  const apart = weighted.some((vote) => Math.abs(vote.price - price) > share(price, facts.floorBps));
  const opponents = opponentsOf(price, { weighted, outliers: [...outliers] }, facts);
  const excluded = markAll([...outliers], "outlier");
  if (apart || outliers.size * 3 > votes.length || opponents.length > 0) {
    const marked = disputed(price, { votes, opponents, facts });
    return facts.isOldDispute && !apart
      ? { ...undisputed("agreed", price, weighted), excluded, witnesses: marked.witnesses }
      : { ...marked, weighted, excluded };
  }
  return { ...undisputed("agreed", price, weighted), excluded };
}

function outliersOf(votes: readonly Vote[], floorBps: number): ReadonlySet<Vote> {
  const middle = median(votes.map(({ price }) => price));
  const floor = share(middle, floorBps);
  const mad = median(votes.map(({ price }) => Math.abs(price - middle)));
  const limit = Math.max(floor, Math.min(MAD_FACTOR * mad, WIDEST_FLOORS * floor));
  return new Set(votes.filter(({ price }) => Math.abs(price - middle) > limit));
}
