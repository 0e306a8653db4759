import { marketAt } from "../market/market-at.ts";
import { openMillisecondsBetween } from "../market/open-time.ts";
import type { Metal } from "../schemas/metal.ts";
import type { Quote } from "../schemas/quote.ts";
import { familyOf, type ProviderTraits, type Unchanged } from "../validation/context.ts";
import type { Verdict } from "../validation/verdict.ts";
import { type Micro, toMicro } from "./micro.ts";
import type { ExclusionReason } from "./outcome.ts";

/** The one vote of a family. */
export interface Vote {
  readonly family: string;
  readonly quote: Quote;
  readonly price: Micro;
  /** The very same value as in the pulls before, in open market: the feed may have stopped. */
  readonly stuck: boolean;
  /** How far the provider has moved since it was last heard; null for its first word. */
  readonly step: Micro | null;
}

export interface Ballot {
  readonly votes: readonly Vote[];
  readonly excluded: ReadonlyMap<Quote, ExclusionReason>;
}

export interface BallotFacts {
  readonly metal: Metal;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly providers: Readonly<Record<string, ProviderTraits>>;
  readonly unchanged: readonly Unchanged[];
}

/** Open-market age up to which quotes are of one time; older ones (daily plans) are not blended with current ones. */
const CURRENT_SECONDS = 3_600;
/** From so many pulls with this very value on, a vote counts only where nothing livelier is there. */
const STUCK_PULLS = 1;

/** One vote a family, of accepted spot quotes only, sorted by family. */
export function ballotOf(verdicts: readonly Verdict[], facts: BallotFacts): Ballot {
  const excluded = new Map<Quote, ExclusionReason>();
  const byFamily = new Map<string, Quote[]>();
  const quotes = verdicts.filter(({ verdict, quote }) =>
    verdict === "accepted" && quote.metal === facts.metal
  )
    .map(({ quote }) => quote);
  const somethingIsCurrent = quotes.some((quote) => isSpot(quote, facts) && isCurrent(quote, facts.now));
  for (const quote of quotes) {
    if (!isSpot(quote, facts)) excluded.set(quote, "derived");
    else if (somethingIsCurrent && !isCurrent(quote, facts.now)) excluded.set(quote, "not_current");
    else {
      const family = familyOf(quote.provider, facts);
      byFamily.set(family, [...byFamily.get(family) ?? [], quote]);
    }
  }
  const open = marketAt(facts.now).state === "open";
  const votes = [...byFamily].map(([family, members]): Vote => {
    const quote = spokesmanOf(members);
    for (const member of members) if (member !== quote) excluded.set(member, "same_family");
    const price = toMicro(quote.price);
    const before = facts.unchanged.find(({ provider, metal }) =>
      provider === quote.provider && metal === quote.metal
    );
    const step = before === undefined ? null : Math.abs(price - toMicro(before.price));
    return { family, quote, price, stuck: open && isStuck(quote, facts), step };
  });
  return { votes: votes.toSorted((a, b) => compareText(a.family, b.family)), excluded };
}

/** The freshest quote of a family; among equally fresh ones the (lower) middle price. */
function spokesmanOf(members: readonly Quote[]): Quote {
  const freshest = members.reduce((best, { quotedAt }) => Math.max(best, timeOf(quotedAt)), -Infinity);
  const candidates = members.filter(({ quotedAt }) => timeOf(quotedAt) === freshest)
    .toSorted((a, b) => a.price - b.price || compareText(a.provider, b.provider));
  const middle = candidates[(candidates.length - 1) >> 1];
  if (middle === undefined) throw new RangeError("Cannot choose the quote of a family: it has none");
  return middle;
}

function isStuck(
  { provider, metal, price, quotedAt }: Quote,
  { unchanged, providers }: BallotFacts,
): boolean {
  // Where the provider's time stops with the market, a current time shows that the feed lives.
  if (providers[provider]?.timeStopsAtClose === true && quotedAt !== null) return false;
  return unchanged.some((one) =>
    one.provider === provider && one.metal === metal && one.price === price && one.pulls >= STUCK_PULLS
  );
}

function isSpot({ provider }: Quote, { providers }: BallotFacts): boolean {
  return providers[provider]?.kind === "spot";
}

function isCurrent({ quotedAt }: Quote, now: number): boolean {
  return quotedAt === null || openMillisecondsBetween(Date.parse(quotedAt), now) <= CURRENT_SECONDS * 1000;
}

function timeOf(quotedAt: string | null): number {
  return quotedAt === null ? -Infinity : Date.parse(quotedAt);
}

/** By code unit, so that the order is the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
