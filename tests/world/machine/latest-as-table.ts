/**
 * The view of latest prices as a table that a refresh fills again. Making a materialized view again costs ten times what
 * a pull costs otherwise (it makes files and catalog rows). What it holds, and when, is the same; left out is that
 * readers go on while it is refreshed, which the HTTP tests cover.
 */
export function withLatestAsTable(sql: string): string {
  return sql
    .replace(
      /create materialized view spot\.latest_prices as([\s\S]*?);\n/,
      "create view spot.latest_prices_now as$1;\ncreate table spot.latest_prices as table spot.latest_prices_now;\n",
    )
    .replace("comment on materialized view spot.latest_prices", "comment on table spot.latest_prices")
    .replace(
      /refresh materialized view (?:concurrently )?spot\.latest_prices/g,
      "delete from spot.latest_prices where true; insert into spot.latest_prices table spot.latest_prices_now",
    );
}
