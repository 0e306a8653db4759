import assert from "node:assert/strict";
import { marketAt } from "../../shared/market/market-at.ts";
import { endFaults, order, postPull } from "../support/http/pulling.ts";
import { startTestStack } from "../../stack/testing/test-stack.ts";

const name =
  "what a pull of one provider by name means, and a failure of the schedule (needs an open market)";
Deno.test({ name, ignore: marketAt(Date.now()).state === "closed" }, async (t) => {
  const stack = await startTestStack({ quietCron: true, functionEnv: { RATE_LIMIT: "0" } });
  const state = async (): Promise<unknown[]> =>
    (await stack.sql`
      select standing.state from spot.latest_prices as latest
      cross join lateral spot.price_standing(row(latest.*)::spot.published_price, now()) as standing
      where currency = 'USD' order by metal`).map((row) => row["state"]);
  const recentSlot = (secondsAgo: number): string =>
    new Date(Math.floor(Date.now() / 1000) * 1000 - secondsAgo * 1000).toISOString();
  try {
    await stack.sql`update spot.providers set minimum_interval_seconds = 0, monthly_quota = null`;
    assert.equal((await (await postPull(stack, { slot: recentSlot(120) })).json()).state, "succeeded");

    await t.step("a failure of the schedule holds until a price comes, not until nobody is due", async () => {
      await order(stack, "faults", { provider: "*", fault: "server_error" });
      assert.equal((await (await postPull(stack, { slot: recentSlot(100) })).json()).state, "failed");
      assert.deepEqual(await state(), ["stale", "stale", "stale", "stale"]);
      await endFaults(stack);
      // Breakers and pauses keep everybody away from the next slot.
      await stack.sql`update spot.providers set minimum_interval_seconds = 86400`;
      assert.equal((await (await postPull(stack, { slot: recentSlot(90) })).json()).state, "skipped");
      assert.deepEqual(await state(), ["stale", "stale", "stale", "stale"]);
      await stack.sql`update spot.providers set minimum_interval_seconds = 0`;
      assert.equal((await (await postPull(stack, { slot: recentSlot(80) })).json()).state, "succeeded");
      assert.deepEqual(await state(), ["fresh", "fresh", "fresh", "fresh"]);
    });

    await t.step("does not make prices stale when it fails", async () => {
      await order(stack, "faults", { provider: "metals-dev", fault: "bad_key" });
      const answer = await (await postPull(stack, { provider: "metals-dev" })).json();
      assert.equal(answer.state, "failed");
      assert.deepEqual(await state(), ["fresh", "fresh", "fresh", "fresh"]);
      const health = await fetch(`${stack.url}/functions/v1/health`);
      assert.equal(health.status, 200, await health.text());
      const alerts = await stack.sql`select kind, subject from spot.alerts where closed_at is null`;
      assert.deepEqual(alerts.map((row) => `${row["kind"]} ${row["subject"]}`), ["provider_down metals-dev"]);
      await endFaults(stack);
    });

    await t.step("asks each provider that is named within a second", async () => {
      const names = ["gold-api", "metalpriceapi", "metals-api"];
      const answers = await Promise.all(
        names.map(async (provider) => await (await postPull(stack, { provider })).json()),
      );
      assert.deepEqual(answers.map(({ status }) => status), ["done", "done", "done"]);
      assert.equal(new Set(answers.map(({ pull_id }) => pull_id)).size, 3);
    });

    await t.step("refuses a provider that is disabled, and calls no provider", async () => {
      const response = await postPull(stack, { provider: "swissquote" });
      assert.deepEqual([response.status, (await response.json()).code], [403, "PROVIDER_DISABLED"]);
      const calls = await stack.sql`select from spot.provider_calls where provider_key = 'swissquote'`;
      assert.equal(calls.length, 0);
    });

    await t.step("refuses a provider whose quota is spent", async () => {
      await stack.sql`update spot.providers set monthly_quota = 1 where provider_key = 'goldapi-io'`;
      const response = await postPull(stack, { provider: "goldapi-io" });
      assert.deepEqual([response.status, (await response.json()).code], [429, "LIMIT_BUDGET"]);
      assert.ok(Number(response.headers.get("retry-after")) > 0);
    });
  } finally {
    await stack.stop();
  }
});
