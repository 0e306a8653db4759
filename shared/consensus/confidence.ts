import type { Vote } from "./ballot.ts";
import { type Micro, share, toMicro } from "./micro.ts";
import type { ConsensusStatus } from "./outcome.ts";

export interface ConfidenceFacts {
  readonly price: Micro;
  readonly status: ConsensusStatus;
  readonly weighted: readonly Vote[];
  readonly all: readonly Vote[];
  readonly floorBps: number;
}

/**
 * Half the width of the interval in which the price may lie.
 *
 * As Pyth does it (pyth-client, upd_aggregate.h): each family votes its price and the two ends of its own interval;
 * the confidence is the larger distance from the price to the quartiles of these votes. A family's own interval is
 * half its spread, or a tenth of the metal's floor where it gives none. One family alone cannot do better than the
 * floor, and a disputed price reaches to the furthest vote.
 */
export function confidenceOf({ price, status, weighted, all, floorBps }: ConfidenceFacts): Micro {
  const votes = weighted.flatMap((vote) => {
    const own = ownInterval(vote, floorBps);
    return [vote.price - own, vote.price, vote.price + own];
  }).toSorted((a, b) => a - b);
  const quarter = Math.floor(votes.length / 4);
  const low = votes[quarter] ?? price;
  const high = votes[votes.length - 1 - quarter] ?? price;
  const quartiles = Math.max(price - low, high - price);
  if (status === "single") return Math.max(quartiles, share(price, floorBps));
  if (status !== "disputed") return quartiles;
  return all.reduce((widest, vote) => Math.max(widest, Math.abs(vote.price - price)), quartiles);
}

function ownInterval({ price, quote: { bid, ask } }: Vote, floorBps: number): Micro {
  return bid === null || ask === null
    ? share(price, floorBps / 10)
    : Math.round((toMicro(ask) - toMicro(bid)) / 2);
}
