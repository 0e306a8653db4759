import assert from "node:assert/strict";
import { postPull } from "../support/http/pulling.ts";
import { startReadRouter } from "../support/machines/read-router.ts";
import { type Replica, startReplica } from "../support/machines/replica.ts";
import { startTestStack } from "../../stack/testing/test-stack.ts";
import { until } from "../support/basics/until.ts";

Deno.test("a streaming replica answers every read, also while the primary is down", async (t) => {
  const router = startReadRouter();
  const stack = await startTestStack({
    quietCron: true,
    functionEnv: { SUPABASE_URL: router.url, RATE_LIMIT: "0" },
  });
  router.targets.primary = stack.url;
  let replica: Replica | null = null;
  // Questions that nobody asked before, so that no answer comes from memory.
  let days = 1;
  const fresh = (): string =>
    `${stack.url}/functions/v1/prices-read?metal=gold&window=30d&currency=${
      ["USD", "EUR", "GBP", "CHF", "JPY", "CAD", "AUD", "SEK"][days++ % 8]
    }&interval=${["1d", "6h", "1h"][days % 3]}`;
  try {
    assert.equal((await postPull(stack, {})).status, 200);
    replica = await startReplica(stack);
    router.targets.replica = replica.url;
    const { sql } = replica;

    await t.step("the standby replays what the primary writes", async () => {
      await postPull(stack, { provider: "gold-api" });
      const [there] = await stack.sql`select max(pull_id) as newest from spot.pulls`;
      await until(async () => {
        const [here] =
          await sql`select max(pull_id) as newest, pg_is_in_recovery() as standby from spot.pulls`;
        assert.equal(here?.["standby"], true);
        return here?.["newest"] === there?.["newest"];
      });
    });

    await t.step("prices-read asks the replica, prices-pull the primary", async () => {
      const response = await fetch(fresh());
      assert.equal(response.status, 200, await response.text());
      const reads = (side: "replica" | "primary"): string[] =>
        router.seen[side].filter((request) => request.endsWith("/rpc/read_prices"));
      assert.deepEqual([reads("replica"), reads("primary")], [["GET /rest/v1/rpc/read_prices"], []]);
      assert.ok(router.seen.primary.includes("POST /rest/v1/rpc/record_pull"));
    });

    await t.step("lag is told: the standby's own clock of replay, and the time of the price", async () => {
      await sql`select pg_wal_replay_pause()`;
      const newest = "select max(pull_id)::int as pull, max(slot_at) as slot from spot.pulls";
      const [then] = await sql.unsafe(newest);
      await until(async () => {
        await (await postPull(stack, { provider: "gold-api" })).body?.cancel();
        const [now] = await stack.sql.unsafe(newest);
        return now?.["pull"] > then?.["pull"];
      });
      const [behind] = await sql.unsafe(newest);
      assert.deepEqual(behind, then, "the standby shows the pull before");
      const [lag] = await sql`
        select extract(epoch from now() - pg_last_xact_replay_timestamp())::float as seconds,
          pg_last_wal_receive_lsn() - pg_last_wal_replay_lsn() as bytes`;
      assert.ok(lag?.["seconds"] > 0 && Number(lag?.["bytes"]) > 0);
      await sql`select pg_wal_replay_resume()`;
    });

    await t.step("with the primary killed reads go on, uninterrupted", async () => {
      await stack.pause("postgres");
      const statuses = new Set<number>();
      for (let reads = 0; reads < 50; reads++) {
        const response = await fetch(fresh());
        const { price, latest } = await response.json();
        statuses.add(response.status);
        assert.ok(price > 0 && ["fresh", "carried"].includes(latest.state));
      }
      assert.deepEqual([...statuses], [200]);
      const pull = await postPull(stack, {});
      assert.equal(pull.status, 503, "pulls wait for the primary");
      await pull.body?.cancel();
    });

    await t.step("when the primary is back pulls and replication go on", async () => {
      await stack.resume("postgres");
      await until(async () => {
        const pull = await postPull(stack, { provider: "gold-api" });
        await pull.body?.cancel();
        return pull.status === 200;
      });
      const [there] = await stack.sql`select max(pull_id) as newest from spot.pulls`;
      await until(async () => {
        const [here] = await sql`select max(pull_id) as newest from spot.pulls`;
        return here?.["newest"] === there?.["newest"];
      }, { within: 30_000 });
    });
  } finally {
    await replica?.stop();
    await stack.stop();
    await router.stop();
  }
});
