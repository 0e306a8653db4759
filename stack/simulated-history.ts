import type { ISql } from "postgres";
import { marketAt } from "../shared/market/market-at.ts";
import { type Metal, METALS } from "../shared/schemas/metal.ts";
import { connect, type DatabaseAccess, databaseUrl } from "./prepare-database.ts";
import { createSimulatedPrices, SIMULATION_SEED } from "./upstream/simulated-prices.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEARS = 10;
/** What spot.import_prices takes at once. */
const BATCH = 20_000;
/** So that spot.origin_of() knows them: real prices clear these away. */
const PROVIDER = "consensus (simulated)";
const RATES_FROM = "frankfurter";

interface InventedPrice {
  readonly metal: Metal;
  readonly at: string;
  /** USD per troy ounce. */
  readonly price: number;
}

interface InventedRate {
  readonly currency: string;
  readonly date: string;
  /** US dollars for one unit. */
  readonly usdValue: number;
}

/**
 * Fills a new, simulated database with the simulator's own past, so that no chart is empty on the first day. Real prices
 * clear it away before they come (spot.keep_origins_apart). Where prices are stored already nothing happens, so that a
 * history of somebody's own is never mixed with an invented one.
 *
 * @param now epoch milliseconds
 * @returns how many prices were stored
 */
export async function inventHistory(
  access: DatabaseAccess,
  { now }: { readonly now: number },
): Promise<number> {
  const sql = connect(databaseUrl(access, "postgres"));
  try {
    if ((await sql`select from spot.prices limit 1`).length > 0) return 0;
    const prices = inventedPrices(now);
    await sql.begin(async (transaction) => {
      await storePrices(transaction, prices);
      await storeRates(transaction, inventedRates(now));
    });
    return prices.length;
  } finally {
    await sql.end({ timeout: 2 });
  }
}

/** Invents a past and says so. A chart without one is no reason to end a stack that runs: problems are told, not thrown. */
export async function tellHistory(
  access: DatabaseAccess,
  report: (line: string) => void,
): Promise<string | null> {
  const began = performance.now();
  try {
    const count = await inventHistory(access, { now: Date.now() });
    if (count === 0) return null;
    report(`history: ten years invented, ${count} prices (${Math.round(performance.now() - began)} ms)`);
    return "INVENTED: ten years; real prices clear them away; --no-history starts empty";
  } catch (error) {
    report(`no history: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

/**
 * Clears an invented past away before real prices come. The first real pull would do it too, but within the few seconds
 * that a call of a function may take; with years of somebody's own history in between it takes longer.
 */
export async function clearInvented(access: DatabaseAccess): Promise<void> {
  const sql = connect(databaseUrl(access, "postgres"));
  try {
    await sql`select spot.keep_origins_apart('live')`;
  } finally {
    await sql.end({ timeout: 2 });
  }
}

async function storePrices(sql: ISql, prices: readonly InventedPrice[]): Promise<void> {
  for (let from = 0; from < prices.length; from += BATCH) {
    const batch = prices.slice(from, from + BATCH);
    await sql`select spot.import_prices(
      ${batch.map(({ metal }) => metal)}::text[],
      ${batch.map(({ at }) => at)}::timestamptz[],
      ${batch.map(({ price }) => price)}::numeric[],
      ${batch.map(() => PROVIDER)}::text[],
      false
    )`;
  }
}

async function storeRates(sql: ISql, rates: readonly InventedRate[]): Promise<void> {
  await sql`
    insert into spot.fx_rates (currency, rate_date, usd_value, quoted_at, provider_key)
    select given.currency, given.day, given.usd_value, given.day::timestamp at time zone 'UTC', ${RATES_FROM}
    from unnest(
      ${rates.map(({ currency }) => currency)}::text[],
      ${rates.map(({ date }) => date)}::date[],
      ${rates.map(({ usdValue }) => usdValue)}::numeric[]
    ) as given (currency, day, usd_value)
    on conflict (currency, rate_date) do nothing`;
}

/** Days of ten years, hours of ninety days, five minutes of one day; open market only, up to ten minutes ago. */
export function inventedPrices(now: number): readonly InventedPrice[] {
  const source = createSimulatedPrices(SIMULATION_SEED);
  const end = now - 10 * MINUTE;
  const times = [
    // 16:00 UTC is in the session even on days that close early.
    ...timesBetween(now - YEARS * 365.25 * DAY, { end: now - 90 * DAY, step: DAY, offset: 16 * HOUR }),
    ...timesBetween(now - 90 * DAY, { end: now - DAY, step: HOUR }),
    ...timesBetween(now - DAY, { end, step: 5 * MINUTE }),
  ].filter((ms) => marketAt(ms).state === "open");
  return times.flatMap((ms) =>
    METALS.flatMap((metal) => {
      const point = source.priceAt(metal, ms);
      return point === null
        ? []
        : [{ metal, at: new Date(ms).toISOString(), price: rounded(point.price, 4) }];
    })
  );
}

/** A rate a day for ninety days, before that one a week: a read takes the last one of at most a week. */
export function inventedRates(now: number): readonly InventedRate[] {
  const source = createSimulatedPrices(SIMULATION_SEED);
  // Today's is for the pull to bring.
  const days = [
    ...timesBetween(now - (YEARS * 365.25 + 7) * DAY, { end: now - 90 * DAY, step: 7 * DAY }),
    ...timesBetween(now - 90 * DAY, { end: now - DAY, step: DAY }),
  ];
  return days.flatMap((ms) =>
    source.currencies.flatMap((currency) => {
      const value = source.currencyAt(currency, ms);
      if (value === null || currency === "USD") return [];
      return [{ currency, date: new Date(ms).toISOString().slice(0, 10), usdValue: rounded(value, 10) }];
    })
  );
}

/** Multiples of the step, plus the offset, from the first one in the range until before its end. */
function timesBetween(
  from: number,
  { end, step, offset = 0 }: { readonly end: number; readonly step: number; readonly offset?: number },
): readonly number[] {
  const first = Math.ceil((from - offset) / step) * step + offset;
  return Array.from(
    { length: Math.max(0, Math.ceil((end - first) / step)) },
    (_, index) => first + index * step,
  );
}

function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
