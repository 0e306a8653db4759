import { marketAt } from "../../../shared/market/market-at.ts";
import { METALS } from "../../../shared/schemas/metal.ts";
import type { RecordedRow } from "../../../stack/upstream/recorded-prices.ts";

const QUARTER = 900_000;
const LEVELS = { gold: 4000, silver: 50, platinum: 1600, palladium: 1400 } as const;

/**
 * Invented prices every quarter of an hour from a Tuesday on, no two in a row alike, in moves that no rule minds.
 * Long enough for a quote of the day before.
 */
export function steadyRecording(): readonly RecordedRow[] {
  const start = Date.parse("2026-06-09T00:00:00Z");
  return Array.from({ length: 300 }, (_, index) => start + index * QUARTER).flatMap((at, index) =>
    METALS.map((metal) => ({ at, metal, price: priceOf(LEVELS[metal], index) }))
  );
}

/** The open times that have 27 hours of recording behind them, in order. */
export function timesToPull(rows: readonly RecordedRow[]): readonly number[] {
  const first = rows[0]?.at ?? 0;
  const times = [...new Set(rows.map(({ at }) => at))];
  return times.filter((at) => at > first + 27 * 4 * QUARTER && marketAt(at).state === "open");
}

function priceOf(level: number, index: number): number {
  return Math.round(level * (1 + 0.003 * Math.sin(index / 2) + 0.00001 * index) * 100) / 100;
}
