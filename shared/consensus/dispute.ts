import type { Vote } from "./ballot.ts";
import { median, type Micro, share } from "./micro.ts";
import { type ConsensusStatus, type ExclusionReason, REFERENCE, type Trust } from "./outcome.ts";

/** What is decided by the votes alone. Every vote is either weighted or excluded. */
export interface Decision {
  readonly status: ConsensusStatus;
  readonly price: Micro | null;
  readonly weighted: readonly Vote[];
  readonly excluded: ReadonlyMap<Vote, ExclusionReason>;
  /** Where the price is by continuity, and who denies the majority; see Trust. */
  readonly anchor: Micro | null;
  readonly witnesses: readonly string[];
}

export interface DecisionFacts {
  /** Where the price was by continuity; null before the first one. */
  readonly anchor: Micro | null;
  readonly trust: Trust;
  /** Families without a vote whose quote is in quarantine: they say something else. */
  readonly deniers: readonly string[];
  /** Families that were not asked now and whose last word still counts. */
  readonly silent: readonly SilentFamily[];
  /** Whether the daily reference speaks against a price. */
  readonly referenceDenies: (price: Micro) => boolean;
  readonly floorBps: number;
  /** True where the last undisputed price is more than a day ago: a majority goes on without a mark, but unconfirmed. */
  readonly isOldDispute: boolean;
}

export interface SilentFamily {
  readonly family: string;
  readonly price: Micro;
  /** How far a vote may be from it after the time that has passed. */
  readonly tolerance: Micro;
}

/**
 * A family that has moved no further than this since it was last heard counts as steady: when it parts from a
 * majority of two, nobody can tell which side went wrong. In the fault study three floors keep every undisputed error of
 * two lying families within a floor; at two floors it reaches four.
 */
const STEADY_FLOORS = 3;

/** Without a last price to choose by, families further apart than this give no price at all. */
const FIRST_PRICE_BPS = 500;

export function undisputed(status: "agreed" | "single", price: Micro, weighted: readonly Vote[]): Decision {
  return { status, price, weighted, excluded: new Map(), anchor: price, witnesses: [] };
}

/**
 * Families that stand against a majority. Two faulty families are a majority against an honest one; for the honest one
 * speaks continuity: it bore the last undisputed price, and the majority has left that price further than it has, or
 * further than the floor; or it has moved steadily itself, while a family that goes wrong moves at a stroke. A majority whose
 * members all jump is doubted by anyone who does not. Once disputed, every trusted family must come round.
 */
export function opponentsOf(
  price: Micro,
  { weighted, outliers }: { readonly weighted: readonly Vote[]; readonly outliers: readonly Vote[] },
  { anchor, trust, floorBps }: DecisionFacts,
): readonly Vote[] {
  if (anchor === null) return [];
  const distance = Math.abs(price - anchor);
  const floor = share(anchor, floorBps);
  const departed = distance > floor;
  const erratic = weighted.every(({ step }) => step !== null && step > floor);
  return outliers.filter((vote) => {
    const steady = vote.step !== null && vote.step <= STEADY_FLOORS * floor;
    if (erratic && steady) return true;
    if (!trust.families.includes(vote.family)) return false;
    return departed || steady || trust.witnesses.includes(vote.family) ||
      Math.abs(vote.price - anchor) < distance;
  });
}

/**
 * Doubts about a price that the votes alone would publish. A witness in quarantine has not come round, nor has one that
 * was not asked; and one family alone must not stand apart from what another said lately. Where the daily reference
 * denies a level that the price has leapt to, the price goes on without a mark, but nothing confirms it.
 */
export function doubted(decision: Decision, votes: readonly Vote[], facts: DecisionFacts): Decision {
  const { status, price, weighted } = decision;
  if (price === null || (status !== "agreed" && status !== "single")) return decision;
  const { trust, deniers, silent } = facts;
  const silentApart = silent.filter((one) => Math.abs(one.price - price) > one.tolerance);
  const apart = votes.length > 1 ? [] : silentApart;
  // A family whose last word is near the price has come round, also where it was not asked again.
  const denying = new Set([...deniers, ...silentApart.map(({ family }) => family)]);
  const waiting = trust.witnesses.filter((family) => denying.has(family));
  // Two families that agree now outweigh older words; until those come round nothing confirms the price.
  const areSilent = waiting.every((family) => !deniers.includes(family));
  if (votes.length > 1 && waiting.length > 0 && (areSilent || facts.isOldDispute)) {
    return { ...decision, witnesses: waiting };
  }
  if (apart.length > 0 || waiting.length > 0) {
    const mark = disputed(price, { votes, opponents: apart, facts });
    const witnesses = [...new Set([...mark.witnesses, ...waiting, ...apart.map(({ family }) => family)])]
      .toSorted();
    return { ...decision, ...mark, witnesses };
  }
  // The reference is of yesterday and knows nothing of a crash; three families that fall alike do.
  return weighted.length > 2 || !facts.referenceDenies(price)
    ? decision
    : { ...decision, witnesses: [REFERENCE] };
}

interface DisputeFacts {
  readonly votes: readonly Vote[];
  readonly opponents: readonly Pick<Vote, "family" | "price">[];
  readonly facts: DecisionFacts;
}

/** A price that is served, but marked; continuity goes on with the vote that is nearest to where the price was. */
export function disputed(
  price: Micro | null,
  { votes, opponents, facts }: DisputeFacts,
): Pick<Decision, "status" | "price" | "anchor" | "witnesses"> {
  const { anchor, trust } = facts;
  const denying = denyingFamilies(price, votes, facts);
  const witnesses = trust.families.filter((family) => denying.has(family));
  if (price === null || anchor === null) {
    return { status: "disputed", price, anchor: anchor ?? price, witnesses };
  }
  const [closest] = byDistance(opponents, anchor);
  const opponentIsNearer = closest !== undefined &&
    Math.abs(closest.price - anchor) < Math.abs(price - anchor);
  return { status: "disputed", price, anchor: opponentIsNearer ? closest.price : price, witnesses };
}

/** Families that say something else than the price: by their vote, their quarantined quote, or their last word. */
function denyingFamilies(
  price: Micro | null,
  votes: readonly Vote[],
  { deniers, silent, floorBps }: DecisionFacts,
): ReadonlySet<string> {
  const isApart = (said: Micro, tolerance: Micro): boolean =>
    price === null || Math.abs(said - price) > tolerance;
  return new Set([
    ...votes.filter((vote) => !vote.stuck && isApart(vote.price, share(price ?? vote.price, floorBps))).map((
      { family },
    ) => family),
    ...deniers,
    ...silent.filter((one) => isApart(one.price, one.tolerance)).map(({ family }) => family),
  ]);
}

/** No majority: the vote nearest to where the price was. Without an earlier price, none where they are far apart. */
export function nearest(votes: readonly Vote[], facts: DecisionFacts): Decision {
  const prices = votes.map(({ price }) => price);
  const middle = median(prices);
  const spread = Math.max(...prices) - Math.min(...prices);
  if (facts.anchor === null && spread > share(middle, FIRST_PRICE_BPS)) {
    return {
      ...disputed(null, { votes, opponents: [], facts }),
      weighted: [],
      excluded: markAll(votes, "disputed"),
    };
  }
  const [chosen, ...others] = byDistance(votes, facts.anchor ?? middle);
  return {
    ...disputed(chosen?.price ?? null, { votes, opponents: [], facts }),
    weighted: chosen === undefined ? [] : [chosen],
    excluded: markAll(others, "disputed"),
  };
}

/** Ties go to the lower price and then to the first family, so that the order of the votes does not matter. */
function byDistance<V extends Pick<Vote, "family" | "price">>(
  votes: readonly V[],
  from: Micro,
): readonly V[] {
  return votes.toSorted((a, b) =>
    Math.abs(a.price - from) - Math.abs(b.price - from) || a.price - b.price || (a.family < b.family ? -1 : 1)
  );
}

export function markAll(votes: readonly Vote[], reason: ExclusionReason): ReadonlyMap<Vote, ExclusionReason> {
  return new Map(votes.map((vote) => [vote, reason]));
}
