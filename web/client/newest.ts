import type { SpotPrice } from "./spot-price.ts";

/** Minutes after which a held price is no longer what the market says, whatever it was called on arrival. */
const HELD_FRESH_MS = 15 * 60_000;

export interface Newest {
  /** The prices, each replaced by a newer one of the same metal, currency and unit if one has been seen. */
  keep(prices: readonly SpotPrice[], now: number): readonly SpotPrice[];
}

/**
 * Remembers the newest price of each kind, so that a change of source never shows an older price over a newer one.
 * A live price takes the place of a simulated or replayed one at any time.
 */
export function createNewest(): Newest {
  const held = new Map<string, SpotPrice>();

  function newer(price: SpotPrice, now: number): SpotPrice {
    const key = `${price.metal} ${price.currency} ${price.unit}`;
    const before = held.get(key);
    const isOlder = before !== undefined && Date.parse(before.ts) > Date.parse(price.ts);
    const isBetterKind = before !== undefined && before.origin !== "live" && price.origin === "live";
    if (before === undefined || !isOlder || isBetterKind) {
      held.set(key, price);
      return price;
    }
    const isStale = before.state === "fresh" && now - before.arrivedAt > HELD_FRESH_MS;
    return {
      ...before,
      ...(isStale ? { state: "stale", stateReason: "No newer price has come" } : {}),
      points: price.points.length > 0 ? price.points : before.points,
      freshForMs: price.freshForMs,
    };
  }

  return { keep: (prices, now) => prices.map((price) => newer(price, now)) };
}
