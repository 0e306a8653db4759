import type { ISql } from "postgres";
import { marketAt } from "../../shared/market/market-at.ts";
import { type Metal, METALS } from "../../shared/schemas/metal.ts";
import { labelOf } from "../../shared/schemas/origin.ts";
import { connect, type DatabaseAccess, databaseUrl } from "./prepare-database.ts";
import { createSimulatedPrices, SIMULATION_SEED } from "../upstream/simulated-prices.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEARS = 10;
/** A window of a week, and a rate of the week before its first point. */
const RECENT = 16 * DAY;
/** What spot.import_prices takes at once. */
const BATCH = 20_000;
/** So that spot.origin_of() knows them: real prices clear these away. */
const PROVIDER = labelOf("consensus", "simulated");
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

/** An invented past in two parts, each with how many prices it stored. */
export interface InventedHistory {
  /** The windows up to a week: little, and there before the first price, because readers keep the first answers. */
  readonly recent: number;
  /** Begins the ten years before. */
  rest(): Promise<number>;
}

/**
 * Fills a new, simulated database with the simulator's own past, so that no chart is empty on the first day. Real prices
 * clear it away before they come (spot.keep_origins_apart).
 *
 * @param now epoch milliseconds
 * @returns null where prices are stored already, so that a history of somebody's own is never mixed with an invented one
 */
export async function inventHistory(
  access: DatabaseAccess,
  { now }: { readonly now: number },
): Promise<InventedHistory | null> {
  const border = now - RECENT;
  const isNew = await store(access, { from: border, until: now, now, onlyIfEmpty: true });
  if (isNew === null) return null;
  return {
    recent: isNew,
    rest: async () => await store(access, { from: -Infinity, until: border, now }) ?? 0,
  };
}

interface Part {
  readonly from: number;
  readonly until: number;
  readonly now: number;
  readonly onlyIfEmpty?: boolean;
}

async function store(access: DatabaseAccess, part: Part): Promise<number | null> {
  const sql = connect(databaseUrl(access, "postgres"));
  try {
    if (part.onlyIfEmpty && (await sql`select from spot.prices limit 1`).length > 0) return null;
    const prices = inventedPrices(part.now, part);
    const years = [...new Set(prices.map(({ at }) => Number(at.slice(0, 4))))];
    // By itself: making a partition keeps readers out until the transaction ends.
    await sql`select public.prepare_import(${years}::int[])`;
    await sql.begin(async (transaction) => {
      await storePrices(transaction, prices);
      await storeRates(transaction, inventedRates(part.now, part));
    });
    return prices.length;
  } finally {
    await sql.end({ timeout: 2 });
  }
}

/**
 * Clears an invented past away before real prices come. The first real pull would do it too, but within the few seconds
 * that a call of a function may take; with years of somebody's own history in between it takes longer.
 */
export async function clearInvented(access: DatabaseAccess, report: (line: string) => void): Promise<void> {
  const sql = connect(databaseUrl(access, "postgres"));
  try {
    await sql`select spot.keep_origins_apart('live')`;
  } catch (error) {
    // The first pull tries again, and says to everybody who asks why it could not.
    report(`invented prices are not cleared: ${error instanceof Error ? error.message : String(error)}`);
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

interface TimeRange {
  readonly from: number;
  /** Not included. */
  readonly until: number;
}

const ALWAYS: TimeRange = { from: -Infinity, until: Infinity };

/** Days of ten years, hours of ninety days, five minutes of one day; open market only, up to the slot before this one. */
export function inventedPrices(now: number, range: TimeRange = ALWAYS): readonly InventedPrice[] {
  const source = createSimulatedPrices(SIMULATION_SEED);
  // The slot that is on belongs to the first pull.
  const end = Math.floor(now / (5 * MINUTE)) * 5 * MINUTE;
  const times = [
    // 16:00 UTC is in the session even on days that close early.
    ...timesBetween(now - YEARS * 365.25 * DAY, { end: now - 90 * DAY, step: DAY, offset: 16 * HOUR }),
    ...timesBetween(now - 90 * DAY, { end: now - DAY, step: HOUR }),
    ...timesBetween(now - DAY, { end, step: 5 * MINUTE }),
  ].filter((ms) => ms >= range.from && ms < range.until && marketAt(ms).state === "open");
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
export function inventedRates(now: number, range: TimeRange = ALWAYS): readonly InventedRate[] {
  const source = createSimulatedPrices(SIMULATION_SEED);
  // Today's is for the pull to bring.
  const days = [
    ...timesBetween(now - (YEARS * 365.25 + 7) * DAY, { end: now - 90 * DAY, step: 7 * DAY }),
    ...timesBetween(now - 90 * DAY, { end: now - DAY, step: DAY }),
  ].filter((ms) => ms >= range.from && ms < range.until);
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
