import { type Metal, METALS } from "../schemas/metal.ts";
import type { Quote } from "../schemas/quote.ts";
import { type QuoteScene, relativeDistance, yardstick } from "./context.ts";
import { toleranceBps } from "./tolerance.ts";

/** Faults that show only when the metals of one answer are looked at together. */

/**
 * The metals of an answer moved by one factor within this share, and by this much at least: a unit or a currency, not a
 * market. Two metals meet by chance more often than three: in daily prices since 1968 gold and silver moved by the same
 * factor of 3 % or more, within 0.3 %, on 20 days.
 */
const ONE_FACTOR = { three: 0.003, two: 0.002 };
const SMALLEST_FACTOR = { three: 0.05, two: 0.08 };
/** Two metals of an answer are the same number. */
const SAME_CENT = 0.005;

/**
 * Every metal of the answer is the same multiple of where it was: another currency (0.85), per avoirdupois ounce
 * (0.911), per tola (0.375), doubled. Two metals are enough where the answer holds no more.
 */
export function sameFactor(_quote: Quote, scene: QuoteScene): string | null {
  const factors = METALS.flatMap((metal) => {
    const [quote, was] = [scene.quotes[metal], yardstick(metal, scene)];
    return quote === undefined || was === null ? [] : [quote.price / was];
  });
  const answered = Object.keys(scene.quotes).length;
  if (factors.length < 2 || factors.length < Math.min(3, answered)) return null;
  const [lowest, highest] = [Math.min(...factors), Math.max(...factors)];
  const count = factors.length > 2 ? "three" : "two";
  if (highest / lowest - 1 > ONE_FACTOR[count] || relativeDistance(lowest, 1) < SMALLEST_FACTOR[count]) {
    return null;
  }
  return `${factors.length} metals are ${lowest.toFixed(3)} times what they were`;
}

/**
 * Two metals to the same cent. The one that has left its place by more than the time since allows is wrong; where its
 * place is not known, both are. Platinum and palladium have met on ordinary days.
 */
export function equalMetals(quote: Quote, scene: QuoteScene): string | null {
  const twin = METALS.find((metal) => {
    const other = scene.quotes[metal];
    return metal !== quote.metal && other !== undefined && Math.abs(other.price - quote.price) < SAME_CENT;
  });
  if (twin === undefined) return null;
  const moved = (metal: Metal): number | null => {
    const was = yardstick(metal, scene);
    return was === null ? null : relativeDistance(quote.price, was);
  };
  const [own, others] = [moved(quote.metal), moved(twin)];
  if (own !== null && others !== null && (own < others || own <= usualMove(quote.metal, scene))) return null;
  return `${quote.price} is also said of ${twin}`;
}

/** How far the metal may have moved since its last price, as a share; the reference of a day before has its own limit. */
function usualMove(metal: Metal, { last, now, thresholds }: QuoteScene): number {
  const seenAt = last[metal]?.pricedAt;
  if (seenAt === undefined) return thresholds.referenceShare[metal];
  return toleranceBps(thresholds.floorBps[metal], { seenAt, now }) / 10_000;
}
