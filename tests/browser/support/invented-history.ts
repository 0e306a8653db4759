import type { Sql } from "postgres";
import { marketAt } from "../../../shared/market/market-at.ts";
import { METALS } from "../../../shared/schemas/metal.ts";
import { createSimulatedPrices } from "../../../stack/upstream/simulated-prices.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const BATCH = 20_000;
/** The simulator's own, so that the invented past leads up to the simulated present. */
const SEED = "stacktrackr";

/** Fills the bars of three years, hourly for the last month, with what the simulator would have said. */
export async function inventHistory(sql: Sql, now: number): Promise<void> {
  const source = createSimulatedPrices(SEED);
  const rows: { readonly metal: string; readonly at: string; readonly price: number }[] = [];
  const end = Math.floor(now / HOUR) * HOUR - HOUR;
  const times = [
    ...steps(end - 3 * 365 * DAY, { end: end - 30 * DAY, step: 6 * HOUR }),
    ...steps(end - 30 * DAY, { end, step: HOUR / 4 }),
  ];
  for (const ms of times) {
    if (marketAt(ms).state === "closed") continue;
    for (const metal of METALS) {
      const point = source.priceAt(metal, ms);
      if (point === null) continue;
      rows.push({ metal, at: new Date(ms).toISOString(), price: Math.round(point.price * 1e4) / 1e4 });
    }
  }
  for (let from = 0; from < rows.length; from += BATCH) {
    const batch = rows.slice(from, from + BATCH);
    await sql`select spot.fold_into_bars(
      ${batch.map(({ metal }) => metal)}::text[],
      ${batch.map(({ at }) => at)}::timestamptz[],
      ${batch.map(({ price }) => price)}::numeric[]
    )`;
  }
}

function steps(from: number, { end, step }: { readonly end: number; readonly step: number }): number[] {
  return Array.from({ length: Math.floor((end - from) / step) }, (_, i) => from + i * step);
}
