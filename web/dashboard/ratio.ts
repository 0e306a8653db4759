import type { PricePoint, SpotPrice } from "../client/spot-price.ts";

export interface Ratio {
  readonly value: number;
  readonly points: readonly PricePoint[];
}

/**
 * How many ounces of silver one of gold is worth, now and at the times that both series have. The high and low of a
 * ratio cannot be told from those of its parts, so a point has its close only.
 */
export function goldSilverRatio(gold: SpotPrice, silver: SpotPrice): Ratio {
  const bySilverTime = new Map(silver.points.map((point) => [point.ts, point]));
  const points = gold.points.flatMap(({ ts, price }) => {
    const other = bySilverTime.get(ts);
    if (other === undefined) return [];
    const ratio = price / other.price;
    return [{ ts, price: ratio, open: ratio, high: ratio, low: ratio }];
  });
  return { value: gold.price / silver.price, points };
}
