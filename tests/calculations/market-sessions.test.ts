import assert from "node:assert/strict";
import { marketAt } from "../../shared/market/market-at.ts";
import { sessionsOfYear } from "../../shared/market/sessions.ts";
import { startTestStack } from "../../stack/testing/test-stack.ts";

const FIRST_YEAR = 1968;
const LAST_YEAR = 2100;

Deno.test("market_sessions holds the sessions of shared/market, 1968 to 2100", async () => {
  const stack = await startTestStack({ services: [] });
  try {
    const rows = await stack.sql<{ session: string }[]>`
      select concat_ws(
        ' ', trade_date, extract(epoch from opens_at) * 1000, extract(epoch from closes_at) * 1000,
        coalesce((extract(epoch from thin_from) * 1000)::text, '-')
      ) as session
      from spot.market_sessions
      order by trade_date`;
    const expected: string[] = [];
    for (let year = FIRST_YEAR; year <= LAST_YEAR; year++) {
      for (const { tradeDate, opensAt, closesAt, thinFrom } of sessionsOfYear(year)) {
        expected.push([tradeDate, opensAt, closesAt, thinFrom ?? "-"].join(" "));
      }
    }
    assert.ok(expected.length > 34_000);
    assert.deepEqual(rows.map(({ session }) => session.replaceAll(/\.0+(?= |$)/g, "")), expected);
  } finally {
    await stack.stop();
  }
});

Deno.test("market_is_open() and market_is_thin() agree with marketAt() at every edge of two years", async () => {
  const stack = await startTestStack({ services: [] });
  try {
    const edges = [2025, 2026].flatMap((year) =>
      sessionsOfYear(year).flatMap((
        { opensAt, closesAt, thinFrom },
      ) => [opensAt, closesAt, thinFrom ?? opensAt])
    );
    const moments = [...new Set(edges.flatMap((edge) => [edge - 1, edge]))];
    const [row] = await stack.sql<{ states: string[] }[]>`
      select array_agg(
        (case when spot.market_is_open(at) then 'open' else 'closed' end)
          || case when spot.market_is_thin(at) then ' thin' else '' end
        order by place
      ) as states
      from (
        select to_timestamp(ms::numeric / 1000) as at, place
        from jsonb_array_elements_text(${
      JSON.stringify(moments)
    }::text::jsonb) with ordinality as given (ms, place)
      ) as given`;
    const expected = moments.map((ms) => {
      const { state, thin } = marketAt(ms);
      return thin ? `${state} thin` : state;
    });
    assert.deepEqual(row?.states, expected);
  } finally {
    await stack.stop();
  }
});
