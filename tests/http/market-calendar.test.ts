import assert from "node:assert/strict";
import { openMillisecondsBetween } from "../../shared/market/open-time.ts";
import { sessionsOfYear } from "../../shared/market/sessions.ts";
import { noiseAt } from "../../stack/upstream/value-noise.ts";
import { startTestStack } from "../../stack/testing/test-stack.ts";

const FIRST = 1968;
const LAST = 2100;

Deno.test("the market calendar of the database and of shared/market are one", async (t) => {
  await using cleanup = new AsyncDisposableStack();
  const { sql, stop } = await startTestStack({ services: [], quietCron: true });
  cleanup.defer(() => stop());

  await t.step("spot.market_sessions has the same sessions to the instant, 1968 to 2100", async () => {
    const rows = await sql`
      select
        trade_date::text as "tradeDate",
        extract(epoch from opens_at)::float8 * 1000 as "opensAt",
        extract(epoch from closes_at)::float8 * 1000 as "closesAt",
        extract(epoch from thin_from)::float8 * 1000 as "thinFrom"
      from spot.market_sessions
      order by trade_date`;
    const years = Array.from({ length: LAST - FIRST + 1 }, (_, index) => FIRST + index);
    assert.deepEqual(rows.map((row) => ({ ...row })), years.flatMap((year) => sessionsOfYear(year)));
  });

  await t.step("spot.open_seconds_between() counts the same open time", async () => {
    const from = Date.UTC(FIRST, 0, 2);
    const span = Date.UTC(LAST, 5, 1) - from;
    const pairs = Array.from({ length: 300 }, (_, index) => {
      const earlier = Math.floor((from + span * (noiseAt(1, index) + 1) / 2) / 1000) * 1000;
      return [earlier, earlier + Math.floor((noiseAt(2, index) + 1) * 5 * 86_400) * 1000] as const;
    });
    const earlier = pairs.map(([one]) => new Date(one).toISOString());
    const later = pairs.map(([, other]) => new Date(other).toISOString());
    const rows = await sql`
      select spot.open_seconds_between(pair.earlier, pair.later)::float8 as seconds
      from unnest(${earlier}::timestamptz[], ${later}::timestamptz[]) with ordinality as pair (earlier, later, place)
      order by place`;
    assert.deepEqual(
      rows.map((row) => row["seconds"]),
      pairs.map(([one, other]) => openMillisecondsBetween(one, other) / 1000),
    );
  });
});
