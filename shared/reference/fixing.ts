import { openMillisecondsBetween } from "../market/open-time.ts";
import type { Metal } from "../schemas/metal.ts";
import type { ReferencePrice } from "../schemas/quote.ts";

/**
 * The level that central banks fixed a metal at on a day, blended by Frankfurter: US dollars per troy ounce. It never votes and is
 * never shown as a spot price; it tells a right level from a wrong unit, currency or metal.
 */
export interface Fixing {
  readonly price: number;
  /** The day of the fixings, YYYY-MM-DD. */
  readonly date: string;
}

const DAY = 86_400_000;
/** A session lasts 23 hours. */
const OPEN_DAY = 23 * 3_600_000;
/** Good Friday to Easter Monday and a late publication. */
const LONGEST_DAYS = 8;
const LONGEST_OPEN_DAYS = 5;

/**
 * How far from the reference a price may be, as a share; grows with the square root of the open market since the day of
 * the fixings. Null where the reference is too old, or of a day to come, and says nothing.
 */
export function referenceLimit(
  { date }: Fixing,
  { share, now }: { readonly share: number; readonly now: number },
): number | null {
  const day = Date.parse(`${date}T00:00:00Z`);
  if (!(day <= now) || now - day > (LONGEST_DAYS + 1) * DAY) return null;
  const openDays = openMillisecondsBetween(day + DAY, now) / OPEN_DAY;
  return openDays > LONGEST_OPEN_DAYS ? null : share * Math.sqrt(Math.max(1, openDays));
}

/** Does the price lie where the reference says? Null where no reference counts. `now` is epoch milliseconds. */
export function fitsReference(
  price: number,
  reference: Fixing | undefined,
  facts: { readonly share: number; readonly now: number },
): boolean | null {
  if (reference === undefined) return null;
  const limit = referenceLimit(reference, facts);
  return limit === null ? null : Math.abs(price / reference.price - 1) <= limit;
}

/** The newest fixing of each metal that is not of a day to come; `now` is epoch milliseconds. */
export function newestFixings(
  references: readonly ReferencePrice[],
  now: number,
): Partial<Record<Metal, Fixing>> {
  const today = new Date(now).toISOString().slice(0, 10);
  const newest: Partial<Record<Metal, Fixing>> = {};
  for (const { metal, price, date } of references) {
    const known = newest[metal];
    if (date <= today && (known === undefined || known.date < date)) newest[metal] = { price, date };
  }
  return newest;
}
