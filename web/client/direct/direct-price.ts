import { oldRateReason, rateAge } from "../../../shared/fx/rate-age.ts";
import { marketAt } from "../../../shared/market/market-at.ts";
import { providerByKey } from "../../../shared/providers/registry.ts";
import { GRAMS_PER_TROY_OUNCE } from "../../../shared/schemas/metal.ts";
import type { FxRate, Quote } from "../../../shared/schemas/quote.ts";
import type { PriceQuestion } from "../price-question.ts";
import type { SpotPrice, Unit } from "../spot-price.ts";

const UNITS_PER_TROY_OUNCE: Readonly<Record<Unit, number>> = {
  toz: 1,
  g: GRAMS_PER_TROY_OUNCE,
  kg: GRAMS_PER_TROY_OUNCE / 1000,
};
const FRESH_SECONDS = 1800;
const ASK_AGAIN_MS = 60_000;

export interface DirectFacts {
  readonly question: PriceQuestion;
  /** Null for USD. */
  readonly rate: FxRate | null;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** A provider's quote in the form of the backend's answers. One source only, so without confidence. */
export function directPrice(
  { quote, seenAt }: { readonly quote: Quote; readonly seenAt: number },
  { question, rate, now }: DirectFacts,
): SpotPrice {
  const divisor = UNITS_PER_TROY_OUNCE[question.unit] * (rate?.usdValue ?? 1);
  const convert = (usd: number): number => Number((usd / divisor).toPrecision(8));
  const quotedAt = quote.quotedAt === null ? seenAt : Date.parse(quote.quotedAt);
  const market = marketAt(now).state;
  const age = Math.max(0, (now - quotedAt) / 1000);
  const stateReason = market === "open" && age > FRESH_SECONDS
    ? "The provider has given no newer price"
    : rate !== null && rateAge({ quotedAt: rate.quotedAt, at: now }) !== "fresh"
    ? oldRateReason(rate.currency, rate.quotedAt)
    : null;
  return {
    metal: quote.metal,
    currency: question.currency,
    unit: question.unit,
    price: convert(quote.price),
    bid: quote.bid === null ? null : convert(quote.bid),
    ask: quote.ask === null ? null : convert(quote.ask),
    ts: new Date(quotedAt).toISOString(),
    state: stateReason === null ? "fresh" : "stale",
    stateReason,
    // One source is asked and nothing else, so nothing confirms it.
    corroboratedBy: null,
    market,
    provider: providerByKey(quote.provider)?.name ?? quote.provider,
    origin: "live",
    confidenceBps: null,
    sources: [{ provider: quote.provider, price: convert(quote.price), verdict: "accepted", reason: null }],
    rate: rate === null
      ? null
      : { usdValue: rate.usdValue, ts: new Date(rate.quotedAt).toISOString(), source: rate.provider },
    points: [],
    via: "direct",
    asOf: null,
    ageOnArrival: age,
    arrivedAt: now,
    freshForMs: ASK_AGAIN_MS,
  };
}
