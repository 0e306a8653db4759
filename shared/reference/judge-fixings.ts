import type { Metal } from "../schemas/metal.ts";
import type { ReferencePrice } from "../schemas/quote.ts";
import type { Fixing } from "./fixing.ts";

/** A fixing that is not believed, with what it was compared with. */
export interface RefusedFixing extends ReferencePrice {
  readonly detail: string;
}

export interface FixingFacts {
  /** The newest stored fixing of each metal. */
  readonly known: Readonly<Partial<Record<Metal, Fixing>>>;
  /** The newest published price of each metal, USD per troy ounce; `pricedAt` is epoch milliseconds. */
  readonly last: Readonly<Partial<Record<Metal, { readonly price: number; readonly pricedAt: number }>>>;
  /** How far from a fixing a price may be, as a share: `Thresholds.referenceShare`. */
  readonly share: Readonly<Record<Metal, number>>;
  /** What is believed of a metal of which nothing is known: `Thresholds.firstBand`. */
  readonly firstBand: Readonly<Record<Metal, { readonly low: number; readonly high: number }>>;
}

export interface JudgedFixings {
  readonly accepted: readonly ReferencePrice[];
  readonly refused: readonly RefusedFixing[];
}

const DAY = 86_400_000;
/** Days after which what was known proves nothing: a wrong fixing that was believed is forgotten then. */
const KNOWN_DAYS = 8;
/** Fixings of two days differ by more than a price from its fixing: gold 9 %, silver 15 %, platinum, palladium 21 %. */
const SHARES_A_DAY = 3;

/**
 * Which fixings can be believed: the reference bears prices out, so a wrong unit or a wrong metal in it must not pass. A
 * fixing must lie near the one before or near the last price; where neither counts, within the first band. Pure.
 */
export function judgeFixings(fixings: readonly ReferencePrice[], facts: FixingFacts): JudgedFixings {
  const known: Partial<Record<Metal, Fixing>> = { ...facts.known };
  const accepted: ReferencePrice[] = [];
  const refused: RefusedFixing[] = [];
  for (const fixing of fixings.toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))) {
    const detail = faultOf(fixing, { ...facts, known });
    if (detail !== null) {
      refused.push({ ...fixing, detail });
      continue;
    }
    accepted.push(fixing);
    known[fixing.metal] = fixing;
  }
  return { accepted, refused };
}

function faultOf({ metal, price, date }: ReferencePrice, facts: FixingFacts): string | null {
  const at = Date.parse(`${date}T00:00:00Z`);
  const before = facts.known[metal];
  const last = facts.last[metal];
  const yardsticks = [
    ...(before === undefined ? [] : [{
      name: `the fixing of ${before.date}`,
      price: before.price,
      at: Date.parse(`${before.date}T00:00:00Z`),
    }]),
    ...(last === undefined ? [] : [{ name: "the last price", price: last.price, at: last.pricedAt }]),
  ].filter((one) => Math.abs(at - one.at) <= KNOWN_DAYS * DAY);
  if (yardsticks.length === 0) {
    const { low, high } = facts.firstBand[metal];
    return price >= low && price <= high ? null : `${price} is not between ${low} and ${high}`;
  }
  const fits = yardsticks.some((one) => {
    const days = Math.max(1, Math.abs(at - one.at) / DAY);
    return Math.abs(price / one.price - 1) <= SHARES_A_DAY * facts.share[metal] * Math.sqrt(days);
  });
  return fits ? null : yardsticks.map((one) => `${price} against ${one.name}, ${one.price}`).join("; ");
}
