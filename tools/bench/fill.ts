import type { Sql } from "postgres";

/** Stores prices until there are so many: four metals every five minutes, back in time from `until`, and their bars. */
export async function fillPrices(sql: Sql, { rows, until }: { rows: number; until: string }): Promise<void> {
  const slots = Math.ceil(rows / 4);
  await sql`truncate spot.prices, spot.bars`;
  await sql`
    select spot.ensure_partition('prices', moment)
    from generate_series(${until}::timestamptz - ${slots}::int * interval '5 minutes', ${until}::timestamptz + interval '1 year', '1 year') as moment`;
  await sql`
    insert into spot.prices (priced_at, quoted_at, fetched_at, metal, status, provider, price, bid, ask, confidence)
    select slot.at, slot.at, slot.at + interval '1 second', metal.name, 'agreed', 'consensus',
      round((metal.level * (1 + sin(slot.number / 500.0) / 10))::numeric, 4),
      round((metal.level * (1 + sin(slot.number / 500.0) / 10) - 0.3)::numeric, 4),
      round((metal.level * (1 + sin(slot.number / 500.0) / 10) + 0.3)::numeric, 4),
      1.2345
    from generate_series(0, ${slots - 1}::int) as slot_number
    cross join lateral (
      select slot_number as number, ${until}::timestamptz - slot_number * interval '5 minutes' as at
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
  await sql`analyze spot.prices, spot.bars`;
  await sql`select spot.refresh_latest_prices()`;
}
