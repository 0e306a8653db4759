import { GRAMS_PER_TROY_OUNCE, type Metal, METALS } from "../schemas/metal.ts";
import type { Quote } from "../schemas/quote.ts";
import { lastPrice, relativeDistance, type Scene } from "./context.ts";
import type { Band } from "./thresholds.ts";

/**
 * Faults that have a name because they have happened. A price that fits one of them is rejected under that name;
 * it is never turned back into what it may have meant.
 */

/** The reciprocal is the price: ounces per dollar. Seen published as silver 0.01 on 2026-02-27. */
export function inverted({ metal, price }: Quote, scene: Scene): string | null {
  return fits(1 / price, price, { metal, scene }) ? `1 / ${price} would be a price` : null;
}

/** Off by 31.1034768: per gram read as per ounce, or the other way round. */
export function factor31({ metal, price }: Quote, scene: Scene): string | null {
  for (const meant of [price * GRAMS_PER_TROY_OUNCE, price / GRAMS_PER_TROY_OUNCE]) {
    if (fits(meant, price, { metal, scene })) return `${price} is off by 31.1034768 from a price`;
  }
  return null;
}

/** Two metals have traded places in one answer. */
export function swapped({ metal, price }: Quote, scene: Scene): string | null {
  if ((metal === "gold" || metal === "silver") && goldAndSilverReversed(scene)) return "gold below silver";
  const other = METALS.find((one) => one !== metal && tradesPlaces({ metal, price }, one, scene));
  return other === undefined ? null : `${price} is the price of ${other}`;
}

/** Silver has cost less than gold for as long as there are prices; without last ones that is all we know. */
function goldAndSilverReversed(scene: Scene): boolean {
  const { gold, silver } = scene.answers;
  if (gold === undefined || silver === undefined || gold.price >= silver.price) return false;
  if (lastPrice("gold", scene) !== null && lastPrice("silver", scene) !== null) return false;
  const { firstBand } = scene.thresholds;
  return lies(gold.price, firstBand.silver) && lies(silver.price, firstBand.gold);
}

function lies(price: number, { low, high }: Band): boolean {
  return price >= low && price <= high;
}

function tradesPlaces(
  { metal, price }: Pick<Quote, "metal" | "price">,
  other: Metal,
  scene: Scene,
): boolean {
  const own = lastPrice(metal, scene);
  const others = lastPrice(other, scene);
  if (own === null || others === null) return false;
  const { inAnHour } = scene.thresholds.jump[metal];
  if (relativeDistance(price, others) > inAnHour || relativeDistance(price, own) <= inAnHour) return false;
  const answer = scene.answers[other];
  // Gold and silver are so far apart that one of them alone tells; other pairs have met and must both be wrong.
  if (answer === undefined) {
    return (metal === "gold" && other === "silver") || (metal === "silver" && other === "gold");
  }
  return relativeDistance(answer.price, own) <= inAnHour;
}

/** Is `meant`, and not `said`, a price of the metal? By the last price where it counts, else by the band. */
function fits(meant: number, said: number, { metal, scene }: { metal: Metal; scene: Scene }): boolean {
  const last = lastPrice(metal, scene);
  const { recognitionShare, firstBand } = scene.thresholds;
  if (last !== null) {
    return relativeDistance(meant, last) <= recognitionShare &&
      relativeDistance(said, last) > recognitionShare;
  }
  return !lies(said, firstBand[metal]) && lies(meant, firstBand[metal]);
}
