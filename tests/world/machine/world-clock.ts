/**
 * The clock of the database. Every `now()` and `clock_timestamp()` of the migrations becomes `world_clock.now()`, which
 * reads a setting of the session; the files themselves stay as they are.
 *
 * What differs from production: time stands still while a call runs, so that `now()` (the begin of the transaction) and
 * `clock_timestamp()` (the moment) are one, as they are for all but the longest transactions; the function is STABLE
 * where `clock_timestamp()` is VOLATILE; and what is written without a world's time is dated 2000-01-01.
 */
export const WORLD_CLOCK_SQL = `
create schema world_clock;
grant usage on schema world_clock to public;
create function world_clock.now() returns timestamptz language sql stable parallel safe
as $$
  select coalesce(nullif(current_setting('world_clock.now', true), ''), '2000-01-01T00:00:00Z')::timestamptz
$$;
grant execute on function world_clock.now() to public;
`;

/** A migration that lives by the clock of the world. */
export function withWorldClock(sql: string): string {
  return sql.replace(/(?<![\w.])(?:pg_catalog\.)?(?:now|clock_timestamp)\(\)/g, "world_clock.now()");
}
