import { type HistoryRow, isRefused, type ReadRow } from "../../shared/history/history-row.ts";
import { type Metal, METALS } from "../../shared/schemas/metal.ts";

/** What a person needs to see of one metal in a file to say whether it is right. USD per troy ounce. */
export interface MetalSummary {
  readonly metal: Metal;
  readonly rows: number;
  readonly first: HistoryRow;
  readonly last: HistoryRow;
  /** Median of the sample. */
  readonly level: number;
}

export interface RowSample {
  readonly rows: readonly HistoryRow[];
  readonly summaries: readonly MetalSummary[];
}

/** Rows spread over the whole of a metal, and so many of its end, where what is stored begins. */
const SPREAD = 1000;
const END = 300;

interface Kept {
  rows: number;
  stride: number;
  spread: HistoryRow[];
  end: HistoryRow[];
  first: HistoryRow;
}

/** A few rows of each metal out of any number, in one pass. */
export async function sampleRows(portions: AsyncIterable<readonly ReadRow[]>): Promise<RowSample> {
  const kept = new Map<Metal, Kept>();
  for await (const portion of portions) {
    for (const row of portion) if (!isRefused(row)) keep(row, kept);
  }
  const metals = METALS.flatMap((metal) => {
    const one = kept.get(metal);
    return one === undefined ? [] : [{ metal, one }];
  });
  return {
    rows: metals.flatMap(({ one }) => [...new Set([...one.spread, ...one.end])]),
    summaries: metals.map(({ metal, one }) => ({
      metal,
      rows: one.rows,
      first: one.first,
      last: one.end.at(-1) ?? one.first,
      level: median(one.spread.map(({ price }) => price)),
    })),
  };
}

function keep(row: HistoryRow, kept: Map<Metal, Kept>): void {
  const one = kept.get(row.metal) ?? { rows: 0, stride: 1, spread: [], end: [], first: row };
  kept.set(row.metal, one);
  if (one.rows++ % one.stride === 0) one.spread.push(row);
  if (one.spread.length > SPREAD) {
    one.spread = one.spread.filter((_, index) => index % 2 === 0);
    one.stride *= 2;
  }
  one.end.push(row);
  if (one.end.length > 2 * END) one.end = one.end.slice(-END);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
