import { type Metal, METALS } from "../../shared/schemas/metal.ts";
import { INVENTED_CURRENCIES } from "./invented-currencies.ts";
import type { UpstreamPrice, UpstreamPrices } from "./price-source.ts";

/** One line of a recording: USD per troy ounce at a time (epoch ms). */
export interface RecordedRow extends UpstreamPrice {
  readonly metal: Metal;
}

/**
 * Recorded prices: at any time the newest row at or before it. Currencies are not in the recording; they stand
 * at fixed invented levels.
 */
export function createRecordedPrices(rows: readonly RecordedRow[]): UpstreamPrices {
  const byMetal = new Map<Metal, readonly RecordedRow[]>(
    METALS.map((metal) => [metal, rows.filter((row) => row.metal === metal).sort((a, b) => a.at - b.at)]),
  );
  return {
    isRecorded: true,
    currencies: Object.keys(INVENTED_CURRENCIES),
    priceAt: (metal, ms): UpstreamPrice | null => newestUpTo(byMetal.get(metal) ?? [], ms),
    currencyAt: (currency): number | null => INVENTED_CURRENCIES[currency] ?? null,
  };
}

function newestUpTo(rows: readonly RecordedRow[], ms: number): RecordedRow | null {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle];
    if (row !== undefined && row.at <= ms) low = middle + 1;
    else high = middle;
  }
  return rows[low - 1] ?? null;
}
