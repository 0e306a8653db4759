import { z } from "zod";
import type { BenchStack } from "./bench-stack.ts";
import { fillPrices } from "./fill.ts";
import { type Row, row } from "./row.ts";

const Size = z.object({ bytes: z.coerce.number(), rows: z.coerce.number() });
/** Slots of five minutes in a year, and those in which the market is open. */
const SLOTS_A_YEAR = 365 * 288;
const OPEN_SHARE = 0.69;
const DAYS = 365;
const CURRENCIES = 170;
const MB = 1e6;
const LIMIT_MB = 500;

/**
 * What a year of five-minute pulls of four metals and 170 currencies stores, and ten years of it with the retention of
 * the settings: prices, bars and rates are measured at a year's size, the ledgers per row of real pulls.
 */
export async function measureStorage(stack: BenchStack): Promise<Row[]> {
  const { sql } = stack;
  const [retention] = await sql`
    select (document ->> 'quote_retention_days')::int as quotes, (document ->> 'call_retention_days')::int as calls
    from spot.settings`;
  const perPull = {
    pulls: await perRow(stack, "spot.pulls"),
    quotes: await perRow(stack, "spot.quotes"),
    calls: await perRow(stack, "spot.provider_calls"),
  };
  const openSlots = Math.round(SLOTS_A_YEAR * OPEN_SHARE);
  await sql`truncate spot.fx_rates`;
  await fillPrices(sql, { rows: openSlots * 4, until: "2025-12-31T23:55:00Z", span: "as-needed" });
  await sql`vacuum analyze spot.prices`;
  await sql`
    insert into spot.fx_rates (currency, rate_date, usd_value, quoted_at, provider_key)
    select chr(65 + n / 26) || chr(65 + n % 26) || 'X', day, round((0.5 + n / 100.0)::numeric, 6), day, 'metals-dev'
    from generate_series(0, ${
    CURRENCIES - 1
  }::int) as n, generate_series(timestamptz '2025-01-01', '2025-12-31', '1 day') as day
    order by day, n`;
  const prices = await sizeOf(stack, "spot.prices");
  const bars = await sizeOf(stack, "spot.bars");
  const fx = await sizeOf(stack, "spot.fx_rates");
  const sessions = await sizeOf(stack, "spot.market_sessions");
  await sql`truncate spot.fx_rates`;

  const slotsADay = openSlots / DAYS;
  const detailYears = await detailOf(stack);
  const pullsKept = Number(retention?.["calls"] ?? 0) * 288 * perPull.pulls.bytes;
  const quotesKept = (Number(retention?.["quotes"] ?? 0) + 31) * slotsADay * perPull.quotes.bytes *
    perPull.quotes.aPull;
  const callsKept = Number(retention?.["calls"] ?? 0) * slotsADay * perPull.calls.bytes * perPull.calls.aPull;
  const pricesOf = (years: number): number => {
    const inDetail = Math.min(years, detailYears);
    return prices.bytes * (inDetail + (years - inDetail) / 12);
  };
  const total = (years: number): number =>
    (pricesOf(years) + (bars.bytes + fx.bytes) * years + pullsKept + quotesKept + callsKept +
      sessions.bytes) / MB;
  return [
    row("a year of prices, table and index", {
      value: `${megabytes(prices.bytes)} (${prices.rows.toLocaleString("en")} rows)`,
    }),
    row("a year of bars", { value: megabytes(bars.bytes) }),
    row(`a year of rates of ${CURRENCIES} currencies`, { value: megabytes(fx.bytes) }),
    row("ledgers within their retention: pulls, quotes, calls", {
      value: [pullsKept, quotesKept, callsKept].map(megabytes).join(", "),
    }),
    row("database after a year", { value: `${Math.round(total(1))} MB` }),
    row("database after ten years", {
      value: `${Math.round(total(10))} MB`,
      goal: `≤ ${LIMIT_MB} MB`,
      isMet: total(10) <= LIMIT_MB,
    }),
  ];
}

/** Years for which every slot is kept; of what is older, the last price of each hour stays. */
async function detailOf({ sql }: BenchStack): Promise<number> {
  const [found] = await sql`select extract(epoch from spot.price_detail()) / 86400 / 365.25 as years`;
  return Number(found?.["years"]);
}

async function perRow(stack: BenchStack, table: string): Promise<{ bytes: number; aPull: number }> {
  const { bytes, rows } = await sizeOf(stack, table);
  const [pulls] = await stack.sql`select count(*) as count from spot.pulls`;
  return { bytes: bytes / Math.max(1, rows), aPull: rows / Math.max(1, Number(pulls?.["count"])) };
}

async function sizeOf({ sql }: BenchStack, table: string): Promise<z.infer<typeof Size>> {
  const [found] = await sql`
    select
      sum(pg_total_relation_size(relid)) as bytes,
      (select (xpath('//row/n/text()', query_to_xml(format('select count(*) as n from %s', ${table}::text), false, true, '')))[1]::text) as rows
    from (select relid from pg_partition_tree(${table}::regclass) union select ${table}::regclass) as parts (relid)`;
  return Size.parse(found);
}

function megabytes(bytes: number): string {
  return `${(bytes / MB).toFixed(1)} MB`;
}
