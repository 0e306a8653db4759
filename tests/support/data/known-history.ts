import type { Sql } from "postgres";
import { marketAt } from "../../../shared/market/market-at.ts";
import { type Metal, METALS } from "../../../shared/schemas/metal.ts";

/** Every five minutes from Tuesday 2026-06-02 to Wednesday 2026-06-10, 15:00 UTC: more than a week, weekend included. */
const FIRST = Date.parse("2026-06-02T00:00:00Z");
export const LAST = Date.parse("2026-06-10T15:00:00Z");
const STEP = 300_000;
const LEVELS: Readonly<Record<Metal, number>> = { gold: 4000, silver: 50, platinum: 1600, palladium: 1400 };

/** US dollars for one unit, on every day of the history but the weekend's. */
export const RATES = { EUR: 1.16, JPY: 0.0065, KWD: 3.26 } as const;

export interface KnownPrice {
  readonly at: number;
  readonly price: number;
}

/** Invented prices of one metal in USD per troy ounce, oldest first. */
export function knownPrices(metal: Metal): readonly KnownPrice[] {
  const count = (LAST - FIRST) / STEP + 1;
  return Array.from({ length: count }, (_, index) => ({
    at: FIRST + index * STEP,
    price: Math.round(LEVELS[metal] * (1 + 0.01 * Math.sin(index / 40) + index / 100_000) * 100) / 100,
  }));
}

/** Prices of open market between two times (the first included), which is what bars are made of. */
export function traded(metal: Metal, from: number, until: number): readonly KnownPrice[] {
  return knownPrices(metal).filter(({ at }) => at >= from && at < until && marketAt(at).state === "open");
}

/** Puts the history into the database, bars included, as a pull or an import would. */
export async function insertKnownHistory(sql: Sql): Promise<void> {
  await sql`select spot.ensure_partition('prices', ${new Date(FIRST)})`;
  for (const metal of METALS) {
    const known = knownPrices(metal);
    const times = known.map(({ at }) => new Date(at).toISOString());
    const prices = known.map(({ price }) => String(price));
    await sql`
      with inserted as (
        insert into spot.prices (priced_at, quoted_at, fetched_at, metal, status, provider, price)
        select at, at, at, ${metal}, 'agreed', 'consensus (simulated)', price
        from unnest(${times}::text[]::timestamptz[], ${prices}::text[]::numeric[]) as known (at, price)
        returning metal, priced_at, price
      )
      select spot.fold_into_bars(array_agg(metal), array_agg(priced_at), array_agg(price)) from inserted`;
  }
  for (const [currency, value] of Object.entries(RATES)) {
    await sql`
      insert into spot.fx_rates (currency, rate_date, usd_value, quoted_at, provider_key)
      select ${currency}, day::date, ${value}, day, 'frankfurter'
      from generate_series(timestamptz '2026-06-01 00:00Z', timestamptz '2026-06-10 00:00Z', interval '1 day') as day
      where extract(isodow from day at time zone 'UTC') < 6`;
  }
  await sql`refresh materialized view spot.latest_prices`;
}
