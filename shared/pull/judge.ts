import { formConsensus, NO_TRUST } from "../consensus/form-consensus.ts";
import type { Consensus, Trust } from "../consensus/outcome.ts";
import { witnessesOf } from "../consensus/witnesses.ts";
import { PROVIDERS } from "../providers/registry.ts";
import type { Fixing } from "../reference/fixing.ts";
import { type Metal, METALS } from "../schemas/metal.ts";
import type { LastPrice, ProviderTraits, ValidationContext } from "../validation/context.ts";
import type { Thresholds } from "../validation/thresholds.ts";
import { validateQuotes } from "../validation/validate-quotes.ts";
import type { Verdict } from "../validation/verdict.ts";
import type { FetchedQuote } from "./ask-providers.ts";
import type { Claimed, LastPriceRow } from "./claim.ts";
import { lastWords, pendingQuotes, unchangedValues } from "./remember-values.ts";

/** What the quotes of a pull amount to. */
export interface Judgement {
  readonly verdicts: readonly Verdict<FetchedQuote>[];
  readonly consensus: Readonly<Record<Metal, Consensus>>;
}

export interface JudgeFacts {
  readonly claim: Claimed;
  readonly thresholds: Thresholds;
  /** References that this pull brought. */
  readonly references: Fixings;
  /** Seconds of open market between two planned calls of a provider; null where none are planned. */
  readonly cadenceSeconds: (provider: string) => number | null;
  /** Epoch milliseconds. */
  readonly now: number;
}

export const PROVIDER_TRAITS: Readonly<Record<string, ProviderTraits>> = Object.fromEntries(
  PROVIDERS.map(({ key, family, kind, defaults, timeStopsAtClose }) => [
    key,
    { family, kind, maximumAgeSeconds: defaults.maximumAgeSeconds, timeStopsAtClose },
  ]),
);

/** Validates all quotes together, since one may confirm another, and forms the price of each metal. Pure. */
export function judge(quotes: readonly FetchedQuote[], facts: JudgeFacts): Judgement {
  const { claim, thresholds, cadenceSeconds, now } = facts;
  const context: ValidationContext = {
    now,
    last: lastPricesOf(claim),
    references: newerOf(claim.references, facts.references),
    pending: pendingQuotes(claim.providers),
    unchanged: unchangedValues(claim.providers),
    witnesses: witnessesOf(lastWords(claim.providers), { now, providers: PROVIDER_TRAITS, cadenceSeconds }),
    providers: PROVIDER_TRAITS,
    thresholds,
  };
  const verdicts = validateQuotes(quotes, context);

  const form = (metal: Metal): Consensus => {
    const previous = claim.last_prices[metal];
    const corroborated = previous?.last_corroborated ?? null;
    return formConsensus({
      ...context,
      metal,
      verdicts,
      previous: previous === undefined ? null : { price: previous.price, trust: trustOf(previous) },
      floorBps: thresholds.floorBps[metal],
      reference: context.references[metal],
      referenceShare: thresholds.referenceShare[metal],
      jumpShare: thresholds.jump[metal].inAnHour,
      lastCorroborated: corroborated === null
        ? null
        : { price: corroborated.price, at: Date.parse(corroborated.priced_at) },
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

type Fixings = Readonly<Partial<Record<Metal, Fixing>>>;

/** The newer fixing of each metal. */
export function newerOf(known: Fixings, brought: Fixings): Fixings {
  const newer: Partial<Record<Metal, Fixing>> = { ...known };
  for (const metal of METALS) {
    const fixing = brought[metal];
    if (fixing !== undefined && fixing.date >= (known[metal]?.date ?? "")) newer[metal] = fixing;
  }
  return newer;
}

/** A disputed price may be wrong; what is compared with is where the price is by continuity, and since when. */
export function lastPricesOf({ last_prices }: Claimed): Partial<Record<Metal, LastPrice>> {
  const last: Partial<Record<Metal, LastPrice>> = {};
  for (const metal of METALS) {
    const price = last_prices[metal];
    if (price === undefined) continue;
    const { trust, status, corroborated_by } = price;
    const isAnchored = status === "disputed" && trust?.anchor != null;
    last[metal] = {
      price: trust?.anchor ?? price.price,
      pricedAt: Date.parse(isAnchored ? trust.anchored_at ?? price.priced_at : price.priced_at),
      isCorroborated: corroborated_by !== null || status === "imported",
    };
  }
  return last;
}

function trustOf({ trust }: LastPriceRow): Trust {
  if (trust === null) return NO_TRUST;
  const { anchored_at, ...kept } = trust;
  return { ...kept, anchoredAt: anchored_at === null ? null : Date.parse(anchored_at) };
}
