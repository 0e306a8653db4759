import type { Sql } from "postgres";

/** Slots of the last eight days, which windows up to a week read. */
const RECENT = 8 * 288;
const MINUTES_OF_24_YEARS = 24 * 365.25 * 1440;

export interface Filling {
  /** So many prices, of four metals. */
  readonly rows: number;
  readonly until: string;
  /** Years that they reach back: "as-needed" at five minutes each, or 24 whatever their number. */
  readonly span: "as-needed" | "24-years";
}

/**
 * Stores prices and their bars. Over 24 years the last eight days have one every five minutes and the rest are spread
 * evenly, so that every window has the same points whatever the number of prices.
 */
export async function fillPrices(sql: Sql, { rows, until, span }: Filling): Promise<void> {
  const slots = Math.ceil(rows / 4);
  const older = Math.max(1, slots - RECENT);
  const step = span === "as-needed" ? 5 : (MINUTES_OF_24_YEARS - RECENT * 5) / older;
  await sql`truncate spot.prices, spot.bars`;
  await sql`
    select spot.ensure_partition('prices', moment)
    from generate_series(${until}::timestamptz - (${
    Math.ceil(older * step + RECENT * 5)
  }::int + 600) * interval '1 minute', ${until}::timestamptz + interval '1 year', '1 year') as moment`;
  await sql`
    insert into spot.prices (priced_at, quoted_at, fetched_at, metal, status, provider, price, bid, ask, confidence)
    select slot.at, slot.at, slot.at + interval '1 second', metal.name, 'agreed', 'consensus',
      round((metal.level * (1 + sin(slot.number / 500.0) / 10))::numeric, 4),
      round((metal.level * (1 + sin(slot.number / 500.0) / 10) - 0.3)::numeric, 4),
      round((metal.level * (1 + sin(slot.number / 500.0) / 10) + 0.3)::numeric, 4),
      1.2345
    from generate_series(0, ${slots - 1}::int) as slot_number
    cross join lateral (
      select slot_number as number, ${until}::timestamptz - least(slot_number, ${RECENT}::int) * interval '5 minutes'
        - floor(greatest(slot_number - ${RECENT}::int, 0) * ${step}::float8) * interval '1 minute' as at
    ) as slot
    cross join (values ('gold', 5000), ('silver', 80), ('platinum', 2000), ('palladium', 1700)) as metal (name, level)`;
  // As spot.fold_into_bars would leave them; the calendar does not matter for the cost of reading.
  await sql`
    insert into spot.bars
    select metal, resolution, date_trunc(resolution, priced_at, 'UTC'), (array_agg(price order by priced_at))[1], max(price),
      min(price), (array_agg(price order by priced_at desc))[1], count(*), min(priced_at), max(priced_at)
    from spot.prices
    cross join (values ('hour'), ('day'), ('week')) as resolutions (resolution)
    group by 1, 2, 3`;
  // Else autovacuum would do it while reads are measured, and the larger the history the longer.
  await sql`vacuum (analyze) spot.prices`;
  await sql`vacuum (analyze) spot.bars`;
  await sql`checkpoint`;
  await sql`select spot.refresh_latest_prices()`;
}
