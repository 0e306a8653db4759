import assert from "node:assert/strict";
import { inventedPrices, inventHistory } from "../../stack/database/simulated-history.ts";
import { startTestStack } from "../../stack/testing/test-stack.ts";
import { launchStack } from "../support/stack/stack-process.ts";
import { withTempFolder } from "../support/basics/temp-folder.ts";

Deno.test("inventHistory() fills every window of a new database, once, and real prices clear it away", async () => {
  const stack = await startTestStack({ services: [], quietCron: true });
  try {
    const access = { port: stack.ports.database, passwords: stack.keys.passwords };
    const now = Date.now();
    const history = await inventHistory(access, { now }) ?? assert.fail("the database is not new");
    assert.ok(history.recent > 800);
    const count = history.recent + await history.rest();
    assert.equal(count, inventedPrices(now).length);
    const [stored] = await stack.sql<{ n: number; labels: string[] }[]>`
      select count(*)::int as n, array_agg(distinct provider) as labels from spot.prices`;
    assert.deepEqual(stored, { n: count, labels: ["consensus (simulated)"] });
    const [bars] = await stack.sql<{ days: number; weeks: number }[]>`
      select count(*) filter (where resolution = 'day')::int as days, count(*) filter (where resolution = 'week')::int as weeks
      from spot.bars where metal = 'gold'`;
    assert.ok((bars?.days ?? 0) > 2400, JSON.stringify(bars));
    assert.ok((bars?.weeks ?? 0) > 510, JSON.stringify(bars));
    assert.equal(await inventHistory(access, { now }), null);

    await stack.sql`select spot.keep_origins_apart('live')`;
    for (const table of ["prices", "bars", "fx_rates"]) {
      const [left] = await stack.sql<{ n: number }[]>`select count(*)::int as n from spot.${
        stack.sql(table)
      }`;
      assert.equal(left?.n, 0, table);
    }
  } finally {
    await stack.stop();
  }
});

Deno.test("start invents ten years for a new simulated database and says so", () =>
  withTempFolder(async (folder) => {
    const stack = launchStack({ folder, args: ["--simulate"] });
    await stack.ready();
    try {
      assert.match(stack.output(), /history {2,}INVENTED: ten years/);
      const answer = await fetch(`${stack.url}/functions/v1/prices-read?metal=gold&currency=EUR&window=10y`);
      const { count, points_without_rate: without, latest } = await answer.json();
      assert.ok(count > 515, String(count));
      assert.ok(!without, String(without));
      assert.equal(latest.state, "fresh");
    } finally {
      stack.signal("SIGTERM");
      await stack.ended;
    }
  }));
