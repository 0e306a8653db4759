import type { Metal } from "../schemas/metal.ts";
import type { Quote } from "../schemas/quote.ts";
import { lastPrice, meetsReference, type QuoteScene, relativeDistance, yardstick } from "./context.ts";

/** Beyond anything that is ever believed. */
export function outsideBand({ metal, price }: Quote, { thresholds }: QuoteScene): string | null {
  const { low, high } = thresholds.band[metal];
  return price < low || price > high ? `${price} is not between ${low} and ${high}` : null;
}

/** Where nothing is known of the metal, what is believed is narrower. */
export function outsideFirstBand({ metal, price }: Quote, scene: QuoteScene): string | null {
  if (yardstick(metal, scene) !== null) return null;
  const { low, high } = scene.thresholds.firstBand[metal];
  return price < low || price > high ? `${price} is not between ${low} and ${high}` : null;
}

/** So many times the last price, or that part of it, is a fault and not a move. */
export function farFromLast({ metal, price }: Quote, scene: QuoteScene): string | null {
  const last = lastPrice(metal, scene);
  if (last === null) return null;
  const { largestRatioToLast } = scene.thresholds;
  return price > last * largestRatioToLast || price < last / largestRatioToLast
    ? `${price} against the last price ${last}`
    : null;
}

/** A first price must lie where central banks have fixed the metal. */
export function referenceApart({ metal, price }: Quote, scene: QuoteScene): string | null {
  if (lastPrice(metal, scene) !== null || meetsReference(metal, price, scene) !== false) return null;
  const reference = scene.references[metal];
  return `${price} against the reference ${reference?.price} of ${reference?.date}`;
}

/**
 * Gold over another metal is far from anything seen since 1968. The one that has moved further from where it was is to
 * blame; where that is not known, both are.
 */
export function metalRatio(quote: Quote, scene: QuoteScene): string | null {
  for (const other of ["silver", "platinum", "palladium"] as const) {
    if (quote.metal !== "gold" && quote.metal !== other) continue;
    const detail = ratioOf(quote, other, scene);
    if (detail !== null) return detail;
  }
  return null;
}

function ratioOf(quote: Quote, other: Exclude<Metal, "gold">, scene: QuoteScene): string | null {
  const gold = scene.quotes.gold;
  const second = scene.quotes[other];
  if (gold === undefined || second === undefined) return null;
  const ratio = gold.price / second.price;
  const { low, high } = scene.thresholds.goldRatio[other];
  if (ratio >= low && ratio <= high) return null;
  const moved = (one: Quote): number | null => {
    const was = yardstick(one.metal, scene);
    return was === null ? null : relativeDistance(one.price, was);
  };
  const [goldMoved, otherMoved] = [moved(gold), moved(second)];
  if (goldMoved !== null && otherMoved !== null) {
    const goldIsToBlame = goldMoved >= otherMoved;
    if (goldIsToBlame !== (quote.metal === "gold")) return null;
  }
  return `gold over ${other} is ${ratio.toFixed(1)}, not between ${low} and ${high}`;
}
