import { GRAMS_PER_TROY_OUNCE } from "../schemas/metal.ts";
import { roundPrice } from "../schemas/quote.ts";
import { type HistoryRow, isRefused, type ReadRow } from "./history-row.ts";

export type HistoryUnit = "toz" | "g" | "kg";

const GRAMS: Readonly<Record<HistoryUnit, number>> = { toz: GRAMS_PER_TROY_OUNCE, g: 1, kg: 1000 };
const DAY_MS = 86_400_000;
/** Weekends and holidays: a rate counts for so many days after its own. */
const RATE_DAYS = 5;

export interface Scale {
  readonly unit: HistoryUnit;
  /** Code; null for US dollars. */
  readonly currency: string | null;
  /** US dollars for one unit of the currency, by day (days since 1970-01-01). */
  readonly rates: ReadonlyMap<number, number>;
}

/** Turns the price of a row into US dollars per troy ounce; a day without a rate refuses the row. Pure. */
export function toDollars(row: ReadRow, { unit, currency, rates }: Scale): ReadRow {
  if (isRefused(row) || (unit === "toz" && currency === null)) return row;
  const rate = currency === null ? 1 : rateOf(row, rates);
  if (rate === null) {
    return { place: row.place, reason: "no_rate", detail: `no rate of ${currency} is stored for ${row.ts}` };
  }
  return { ...row, price: roundPrice(row.price * GRAMS_PER_TROY_OUNCE / GRAMS[unit] * rate) };
}

function rateOf({ at }: HistoryRow, rates: Scale["rates"]): number | null {
  const day = Math.floor(at / DAY_MS);
  for (let back = 0; back <= RATE_DAYS; back++) {
    const rate = rates.get(day - back);
    if (rate !== undefined) return rate;
  }
  return null;
}
