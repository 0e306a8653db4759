import { GRAMS_PER_TROY_OUNCE, type Metal, METALS } from "../schemas/metal.ts";
import type { Quote } from "../schemas/quote.ts";
import { lastPrice, type QuoteScene, relativeDistance } from "./context.ts";
import { jumpOf } from "./jump.ts";
import type { Band } from "./thresholds.ts";

/**
 * Faults that have a name because they have happened. A price that fits one of them is rejected under that name;
 * it is never turned back into what it may have meant.
 */

/** The reciprocal is the price: ounces per dollar. Seen published as silver 0.01 on 2026-02-27. */
export function inverted({ metal, price }: Quote, scene: QuoteScene): string | null {
  return fits(1 / price, price, { metal, scene }) ? `1 / ${price} would be a price` : null;
}

/** Off by 31.1034768: per gram read as per ounce, or the other way round. */
export function factor31({ metal, price }: Quote, scene: QuoteScene): string | null {
  for (const meant of [price * GRAMS_PER_TROY_OUNCE, price / GRAMS_PER_TROY_OUNCE]) {
    if (fits(meant, price, { metal, scene })) return `${price} is off by 31.1034768 from a price`;
  }
  return null;
}

/** Two metals have traded places in one answer. */
export function swapped(quote: Quote, scene: QuoteScene): string | null {
  const { metal, price } = quote;
  if ((metal === "gold" || metal === "silver") && goldAndSilverReversed(scene)) return "gold below silver";
  const other = METALS.find((one) => one !== metal && tradesPlaces(quote, one, scene));
  return other === undefined ? null : `${price} is the price of ${other}`;
}

/** Silver has cost less than gold for as long as there are prices; without last ones that is all we know. */
function goldAndSilverReversed(scene: QuoteScene): boolean {
  const { gold, silver } = scene.quotes;
  if (gold === undefined || silver === undefined || gold.price >= silver.price) return false;
  if (lastPrice("gold", scene) !== null && lastPrice("silver", scene) !== null) return false;
  const { firstBand } = scene.thresholds;
  return lies(gold.price, firstBand.silver) && lies(silver.price, firstBand.gold);
}

function lies(price: number, { low, high }: Band): boolean {
  return price >= low && price <= high;
}

function tradesPlaces(quote: Quote, other: Metal, scene: QuoteScene): boolean {
  const own = lastPrice(quote.metal, scene);
  const others = lastPrice(other, scene);
  if (own === null || others === null) return false;
  // Metals have stood so near to each other that an ordinary day led from one to the other (palladium to gold, 1998 and
  // 2019): only what would be a jump can be a swap.
  if (jumpOf(quote, scene) === null) return false;
  const { inAnHour } = scene.thresholds.jump[quote.metal];
  if (relativeDistance(quote.price, others) > inAnHour) return false;
  const answer = scene.quotes[other];
  if (answer !== undefined) return relativeDistance(answer.price, own) <= inAnHour;
  // Gold and silver are so far apart that one of them alone tells.
  return (quote.metal === "gold" && other === "silver") || (quote.metal === "silver" && other === "gold");
}

/** Is `meant`, and not `said`, a price of the metal? By the last price where it counts, else by the band. */
function fits(meant: number, said: number, { metal, scene }: { metal: Metal; scene: QuoteScene }): boolean {
  const last = lastPrice(metal, scene);
  const { recognitionShare, firstBand } = scene.thresholds;
  if (last !== null) {
    return relativeDistance(meant, last) <= recognitionShare &&
      relativeDistance(said, last) > recognitionShare;
  }
  return !lies(said, firstBand[metal]) && lies(meant, firstBand[metal]);
}
