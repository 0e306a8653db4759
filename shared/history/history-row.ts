import type { Metal } from "../schemas/metal.ts";

/** A price of the past, as a history file gives it: USD per troy ounce. */
export interface HistoryRow {
  /** RFC 3339 UTC with Z. */
  readonly ts: string;
  /** The same, epoch milliseconds. */
  readonly at: number;
  readonly metal: Metal;
  readonly price: number;
  /** Who said it, in the words of the file. */
  readonly provider: string;
  /** Where it stands, for people: "daily.csv:17". */
  readonly place: string;
}

/** A row that is not taken, and why. `reason` is one word to count by. */
export interface RefusedRow {
  readonly place: string;
  readonly reason: string;
  readonly detail: string;
}

export type ReadRow = HistoryRow | RefusedRow;

export function isRefused(row: ReadRow): row is RefusedRow {
  return "reason" in row;
}
