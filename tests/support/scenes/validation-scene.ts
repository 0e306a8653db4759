import type { Metal } from "../../../shared/schemas/metal.ts";
import type { Quote } from "../../../shared/schemas/quote.ts";
import type { ProviderTraits, ValidationContext } from "../../../shared/validation/context.ts";
import { DEFAULT_THRESHOLDS } from "../../../shared/validation/thresholds.ts";

/** A Wednesday in open market. */
export const NOW = Date.parse("2026-11-18T15:00:00Z");
export const MINUTE = 60_000;

export const PRICES: Record<Metal, number> = { gold: 4390, silver: 55, platinum: 1900, palladium: 1500 };

const FACTS: ProviderTraits = { family: "", kind: "spot", maximumAgeSeconds: 900, timeStopsAtClose: false };

/** Last prices of five minutes ago and three families, a, b and c; a2 resells a. */
export function contextWith(change: Partial<ValidationContext> = {}): ValidationContext {
  const pricedAt = NOW - 5 * MINUTE;
  return {
    now: NOW,
    last: {
      gold: { price: PRICES.gold, pricedAt, isCorroborated: true },
      silver: { price: PRICES.silver, pricedAt, isCorroborated: true },
      platinum: { price: PRICES.platinum, pricedAt, isCorroborated: true },
      palladium: { price: PRICES.palladium, pricedAt, isCorroborated: true },
    },
    references: {},
    pending: [],
    unchanged: [],
    witnesses: [],
    providers: {
      a: { ...FACTS, family: "a" },
      a2: { ...FACTS, family: "a" },
      b: { ...FACTS, family: "b" },
      c: { ...FACTS, family: "c", timeStopsAtClose: true },
    },
    thresholds: DEFAULT_THRESHOLDS,
    ...change,
  };
}

export function quote(metal: Metal, price: number, change: Partial<Quote> = {}): Quote {
  const quotedAt = new Date(NOW - MINUTE).toISOString();
  return { provider: "a", metal, price, bid: null, ask: null, quotedAt, ...change };
}
