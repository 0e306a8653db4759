import { GRAMS_PER_TROY_OUNCE, type Metal, METALS } from "../schemas/metal.ts";
import type { Quote } from "../schemas/quote.ts";
import { type QuoteScene, relativeDistance, yardstick } from "./context.ts";
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

/** Two metals have traded places in one answer: both halves are wrong, however near one of them may look. */
export function swapped(quote: Quote, scene: QuoteScene): string | null {
  const { metal, price } = quote;
  if ((metal === "gold" || metal === "silver") && goldAndSilverReversed(scene)) return "gold below silver";
  const other = METALS.find((one) => one !== metal && tradesPlaces(quote, one, scene));
  return other === undefined ? null : `${price} is the price of ${other}`;
}

/** Silver has cost less than gold for as long as there are prices; where nothing else is known that is all. */
function goldAndSilverReversed(scene: QuoteScene): boolean {
  const { gold, silver } = scene.quotes;
  if (gold === undefined || silver === undefined || gold.price >= silver.price) return false;
  if (yardstick("gold", scene) !== null && yardstick("silver", scene) !== null) return false;
  const { firstBand } = scene.thresholds;
  return lies(gold.price, firstBand.silver) && lies(silver.price, firstBand.gold);
}

function lies(price: number, { low, high }: Band): boolean {
  return price >= low && price <= high;
}

/** Nearer to each other's place than a quarter of the gap; metals closer than this cross on ordinary days. */
const CROSSING_SHARE = 0.25;
const SMALLEST_GAP = 0.08;

function tradesPlaces(quote: Quote, other: Metal, scene: QuoteScene): boolean {
  const own = yardstick(quote.metal, scene);
  const others = yardstick(other, scene);
  if (own === null || others === null) return false;
  const { inAnHour } = scene.thresholds.jump[quote.metal];
  const answer = scene.quotes[other];
  if (answer !== undefined) {
    // Metals have stood so near to each other that an ordinary day led from one to the other (palladium to gold, 1998
    // and 2019); both at once, and exactly, is no ordinary day.
    const gap = relativeDistance(Math.max(own, others), Math.min(own, others));
    const near = Math.min(gap * CROSSING_SHARE, inAnHour);
    return gap >= SMALLEST_GAP && relativeDistance(quote.price, others) <= near &&
      relativeDistance(answer.price, own) <= near;
  }
  // Gold and silver are so far apart that one of them alone tells.
  const isPair = (quote.metal === "gold" && other === "silver") ||
    (quote.metal === "silver" && other === "gold");
  return isPair && jumpOf(quote, scene) !== null && relativeDistance(quote.price, others) <= inAnHour;
}

/** Is `meant`, and not `said`, a price of the metal? By what is known of it, else by the band. */
function fits(meant: number, said: number, { metal, scene }: { metal: Metal; scene: QuoteScene }): boolean {
  const known = yardstick(metal, scene);
  const { recognitionShare, firstBand } = scene.thresholds;
  if (known !== null) {
    return relativeDistance(meant, known) <= recognitionShare &&
      relativeDistance(said, known) > recognitionShare;
  }
  return !lies(said, firstBand[metal]) && lies(meant, firstBand[metal]);
}
