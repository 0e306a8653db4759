import { type ConsensusInput, formConsensus, NO_TRUST } from "../../../shared/consensus/form-consensus.ts";
import type { Consensus, Trust } from "../../../shared/consensus/outcome.ts";
import type { Quote } from "../../../shared/schemas/quote.ts";
import type { ProviderTraits, Unchanged } from "../../../shared/validation/context.ts";
import type { Verdict } from "../../../shared/validation/verdict.ts";

/** A Wednesday in open market. */
export const NOW = Date.parse("2026-11-18T15:00:00Z");
/** Gold at 4,000: a basis point is 0.40, the floor of 50 bps is 20 dollars. */
export const LAST = 4000;

const SPOT: ProviderTraits = { family: "", kind: "spot", maximumAgeSeconds: 900, timeStopsAtClose: false };

/** Families a … f of one provider each; a2 resells a, fix is a derived price. */
export const PROVIDERS: Readonly<Record<string, ProviderTraits>> = {
  ...Object.fromEntries(["a", "b", "c", "d", "e", "f"].map((key) => [key, { ...SPOT, family: key }])),
  a2: { ...SPOT, family: "a" },
  fix: { ...SPOT, family: "fix", kind: "derived" },
};

export function goldQuote(provider: string, price: number, change: Partial<Quote> = {}): Quote {
  return {
    provider,
    metal: "gold",
    price,
    bid: null,
    ask: null,
    quotedAt: "2026-11-18T14:59:00Z",
    ...change,
  };
}

export function accepted(quote: Quote): Verdict {
  return { quote, verdict: "accepted", reason: null, detail: null, doubtedSince: null };
}

export function unchangedFor(provider: string, price: number, pulls: number): Unchanged {
  return { provider, metal: "gold", price, pulls, since: NOW - pulls * 300_000 };
}

/** The consensus on gold of one price a provider, after a last price of 4,000 that a, b and c bore. */
export function consensusOf(
  prices: Readonly<Record<string, number>>,
  change: Partial<ConsensusInput> = {},
): Consensus {
  const verdicts = Object.entries(prices).map(([provider, price]) => accepted(goldQuote(provider, price)));
  const previous = { price: LAST, trust: trustIn("a", "b", "c") };
  const input = {
    metal: "gold",
    now: NOW,
    verdicts,
    providers: PROVIDERS,
    unchanged: [],
    witnesses: [],
    reference: undefined,
    referenceShare: 0.03,
    jumpShare: 0.05,
    lastCorroborated: null,
    floorBps: 50,
  } as const;
  return formConsensus({ ...input, previous, ...change });
}

export function trustIn(...families: readonly string[]): Trust {
  return { ...NO_TRUST, families };
}

export function weights(consensus: Consensus): Readonly<Record<string, number | string>> {
  return Object.fromEntries(
    consensus.sources.map(({ provider, weight, reason }) => [provider, reason ?? weight]),
  );
}
