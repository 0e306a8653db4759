import { formConsensus, NO_TRUST } from "../consensus/form-consensus.ts";
import type { Consensus } from "../consensus/outcome.ts";
import { PROVIDERS } from "../providers/registry.ts";
import { type Metal, METALS } from "../schemas/metal.ts";
import type { PendingQuote, ProviderTraits, ValidationContext } from "../validation/context.ts";
import type { Thresholds } from "../validation/thresholds.ts";
import { validateQuotes } from "../validation/validate-quotes.ts";
import type { Verdict } from "../validation/verdict.ts";
import type { FetchedQuote } from "./ask-providers.ts";
import type { Claimed } from "./claim.ts";
import { unchangedValues } from "./remember-values.ts";

/** What the quotes of a pull amount to. */
export interface Judgement {
  readonly verdicts: readonly Verdict<FetchedQuote>[];
  readonly consensus: Readonly<Record<Metal, Consensus>>;
}

export const PROVIDER_TRAITS: Readonly<Record<string, ProviderTraits>> = Object.fromEntries(
  PROVIDERS.map(({ key, family, kind, defaults, timeStopsAtClose }) => [
    key,
    { family, kind, maximumAgeSeconds: defaults.maximumAgeSeconds, timeStopsAtClose },
  ]),
);

/** Validates all quotes together, since one may confirm another, and forms the price of each metal. Pure. */
export function judge(
  quotes: readonly FetchedQuote[],
  { claim, thresholds, now }: { claim: Claimed; thresholds: Thresholds; now: number },
): Judgement {
  const unchanged = unchangedValues(claim.providers);
  const last: Partial<Record<Metal, { price: number; pricedAt: number }>> = {};
  for (const metal of METALS) {
    const price = claim.last_prices[metal];
    // A disputed price may be wrong; what is compared with is where the price is by continuity.
    if (price !== undefined) {
      last[metal] = { price: price.trust?.anchor ?? price.price, pricedAt: Date.parse(price.priced_at) };
    }
  }
  const context: ValidationContext = {
    now,
    last,
    pending: claim.quarantined.map((quote): PendingQuote => ({
      provider: quote.provider,
      metal: quote.metal,
      price: quote.price,
      quotedAt: quote.quoted_at,
      fetchedAt: Date.parse(quote.fetched_at),
    })),
    unchanged,
    providers: PROVIDER_TRAITS,
    thresholds,
  };
  const verdicts = validateQuotes(quotes, context);

  const form = (metal: Metal): Consensus => {
    const previous = claim.last_prices[metal];
    return formConsensus({
      metal,
      now,
      verdicts,
      providers: PROVIDER_TRAITS,
      unchanged,
      previous: previous === undefined ? null : { price: previous.price, trust: previous.trust ?? NO_TRUST },
      floorBps: thresholds.floorBps[metal],
    });
  };
  return {
    verdicts,
    consensus: {
      gold: form("gold"),
      silver: form("silver"),
      platinum: form("platinum"),
      palladium: form("palladium"),
    },
  };
}
