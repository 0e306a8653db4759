import { type Metal, METALS } from "../../shared/schemas/metal.ts";
import type { RecordedRow } from "../../stack/upstream/recorded-prices.ts";

/** A row of a recording and whether it is a price at all. */
export interface ExpectedRow extends RecordedRow {
  readonly isGood: boolean;
}

const NEIGHBOURS = 5;
const LARGEST_RATIO = 3;

/**
 * Tells prices from garbage without the rules under test: a row is good when it is positive and within a factor of
 * three of the median of the rows of its metal around it.
 */
export function expectedRows(rows: readonly RecordedRow[]): readonly ExpectedRow[] {
  return METALS.flatMap((metal) => expectedOf(metal, rows)).sort((a, b) => a.at - b.at);
}

function expectedOf(metal: Metal, rows: readonly RecordedRow[]): ExpectedRow[] {
  const own = rows.filter((row) => row.metal === metal).sort((a, b) => a.at - b.at);
  return own.map((row, index) => {
    const around = own.slice(Math.max(0, index - NEIGHBOURS), index + NEIGHBOURS + 1);
    const middle = median(around.map(({ price }) => price));
    const isGood = row.price > 0 && row.price < middle * LARGEST_RATIO && row.price > middle / LARGEST_RATIO;
    return { ...row, isGood };
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
