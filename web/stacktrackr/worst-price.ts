import { ageText } from "../client/age-text.ts";
import { ageSeconds, type SpotPrice } from "../client/spot-price.ts";

/** The gravest first. */
const GRAVITY = ["disputed", "stale", "unknown", "carried", "fresh"] as const;

/** The gravest state, then the price that nothing confirms, then the oldest. */
export function worstOf(prices: readonly SpotPrice[], now: number): SpotPrice {
  const rank = (price: SpotPrice): readonly number[] => [
    GRAVITY.indexOf(price.state),
    price.corroboratedBy === null ? 0 : 1,
    -ageSeconds(price, now),
  ];
  return prices.reduce((worst, one) => {
    const [a, b] = [rank(one), rank(worst)];
    const place = a.findIndex((value, index) => value !== b[index]);
    return place >= 0 && (a[place] ?? 0) < (b[place] ?? 0) ? one : worst;
  });
}

/** "5 min ago, silver disputed". What concerns one metal of several names it. */
export function notesOn(price: SpotPrice, now: number): string[] {
  const { metal, state, market, origin, corroboratedBy } = price;
  const isSound = state === "fresh" || state === "carried";
  return [
    ageText(ageSeconds(price, now)),
    ...(isSound ? [] : [`${metal} ${state}`]),
    ...(isSound && market === "closed" ? ["market closed"] : []),
    ...(isSound && corroboratedBy === null ? ["one source, unconfirmed"] : []),
    ...(origin === "live" ? [] : [origin]),
  ];
}
