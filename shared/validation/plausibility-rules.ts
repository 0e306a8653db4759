import type { Quote } from "../schemas/quote.ts";
import { lastPrice, type QuoteScene, relativeDistance } from "./context.ts";

export function outsideBand({ metal, price }: Quote, scene: QuoteScene): string | null {
  const { band, firstBand, largestRatioToLast } = scene.thresholds;
  const last = lastPrice(metal, scene);
  const { low, high } = last === null ? firstBand[metal] : band[metal];
  if (price < low || price > high) return `${price} is not between ${low} and ${high}`;
  if (last === null) return null;
  return price > last * largestRatioToLast || price < last / largestRatioToLast
    ? `${price} against the last price ${last}`
    : null;
}

/**
 * Gold over silver is far from anything seen since 1968. The one that has moved further from its last price is to
 * blame; without last prices, both are.
 */
export function goldSilverApart(quote: Quote, scene: QuoteScene): string | null {
  const { gold, silver } = scene.quotes;
  if (gold === undefined || silver === undefined || (quote.metal !== "gold" && quote.metal !== "silver")) {
    return null;
  }
  const ratio = gold.price / silver.price;
  const { low, high } = scene.thresholds.goldSilverRatio;
  if (ratio >= low && ratio <= high) return null;
  const lastGold = lastPrice("gold", scene);
  const lastSilver = lastPrice("silver", scene);
  if (lastGold !== null && lastSilver !== null) {
    const goldIsToBlame =
      relativeDistance(gold.price, lastGold) >= relativeDistance(silver.price, lastSilver);
    if (goldIsToBlame !== (quote.metal === "gold")) return null;
  }
  return `gold over silver is ${ratio.toFixed(1)}, not between ${low} and ${high}`;
}
