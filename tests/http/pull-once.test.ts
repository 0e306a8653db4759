import assert from "node:assert/strict";
import { createHandler } from "../../functions/prices-pull/handler.ts";
import { PROVIDERS } from "../../shared/providers/registry.ts";
import { sleep } from "../../shared/sleep.ts";
import { ignore } from "../../stack/ignore.ts";
import { endFaults, environmentOf, order, postPull, until, upstreamCalls } from "../support/http/pulling.ts";
import { startTestStack, type TestStack } from "../../stack/testing/test-stack.ts";

const QUIET = { quietCron: true, functionEnv: { RATE_LIMIT: "0" } } as const;
/** Slots of a moment ago, so that no test waits for the clock. */
const FIRST_SLOT = Math.floor(Date.now() / 1000) * 1000 - 300_000;

function slot(number: number): string {
  return new Date(FIRST_SLOT + number * 1000).toISOString();
}

Deno.test("twenty calls of one slot pull once", async () => {
  const stack = await startTestStack(QUIET);
  try {
    const answers = await Promise.all(
      Array.from({ length: 20 }, async () => (await postPull(stack, { slot: slot(0) })).json()),
    );
    const statuses = answers.map(({ status }) => status);
    assert.equal(statuses.filter((status) => status === "done").length, 1);
    assert.equal(statuses.filter((status) => ["running", "already_done"].includes(status)).length, 19);

    const { counts } = await upstreamCalls(stack);
    assert.ok(Object.keys(counts).length > 0);
    for (const [key, count] of Object.entries(counts)) {
      const provider = PROVIDERS.find((known) => known.key === key);
      assert.equal(count, provider?.pull.length, `${key} is asked for one pull`);
    }
    const calls = await stack
      .sql`select provider_key, count(*)::int as n from spot.provider_calls group by 1`;
    assert.deepEqual(Object.fromEntries(calls.map((row) => [row["provider_key"], row["n"]])), counts);
    assert.deepEqual(await rowsPerMetal(stack), { gold: 1, palladium: 1, platinum: 1, silver: 1 });
    const [pulls] = await stack.sql`select count(*)::int as n, max(attempts) as attempts from spot.pulls`;
    assert.deepEqual({ ...pulls }, { n: 1, attempts: 1 });
  } finally {
    await stack.stop();
  }
});

Deno.test("a function that is killed in the middle of a pull", async (t) => {
  const stack = await startTestStack(QUIET);
  try {
    await t.step("leaves no half pull", async () => {
      // Half the work is done when it dies: the others have answered, metals-dev never will.
      await order(stack, "faults", { provider: "metals-dev", fault: "timeout" });
      const lost = postPull(stack, { slot: slot(0) }).then((response) => response.body?.cancel(), ignore);
      await until(
        async () => (await upstreamCalls(stack)).counts["gold-api"] === 4 ? true : null,
        "the calls",
      );
      stack.kill("functions");
      await lost;
      await endFaults(stack);
      assert.deepEqual(await stored(stack), { prices: 0, quotes: 0, calls: 0 });
      const [row] = await stack.sql`select state from spot.pulls`;
      assert.equal(row?.["state"], "running");
    });

    await t.step("does not stop the next slot", async () => {
      await until(async () => {
        const response = await fetch(`${stack.url}/functions/v1/prices-read`).catch(ignore);
        await response?.body?.cancel();
        return response === undefined ? null : true;
      }, "the function's return");
      assert.equal((await (await postPull(stack, { slot: slot(1) })).json()).state, "succeeded");
    });

    await t.step("keeps its slot until the lease has run out, then another pull takes it over", async () => {
      const early = await (await postPull(stack, { slot: slot(0) })).json();
      assert.equal(early.status, "running");
      await expireLeases(stack);
      await makeProvidersDue(stack);
      // Forced, since in closed market a plan with prices at hand would ask nobody.
      const late = await (await postPull(stack, { slot: slot(0), provider: "gold-api" })).json();
      assert.equal(late.status, "done");
      const [row] = await stack.sql`
        select state, attempts from spot.pulls where slot_at = ${new Date(FIRST_SLOT)}`;
      assert.deepEqual({ ...row }, { state: "succeeded", attempts: 2 });
    });

    await t.step("is marked as abandoned by a later slot where nobody took it over", async () => {
      const lost = new Date(FIRST_SLOT + 2000);
      await stack.sql`
        insert into spot.pulls (slot_at, trigger, origin, started_at, lease_expires_at)
        values (${lost}, 'cron', 'simulated', now() - interval '9 minutes', now() - interval '7 minutes')`;
      const next = await (await postPull(stack, { slot: slot(3) })).json();
      assert.equal(next.status, "done", JSON.stringify(next));
      const [row] = await stack.sql`
        select state from spot.pulls where slot_at = ${lost}`;
      assert.equal(row?.["state"], "abandoned");
    });
  } finally {
    await stack.stop();
  }
});

Deno.test("a pull whose record's answer is lost is recorded once and says so", async () => {
  const stack = await startTestStack({ ...QUIET, services: ["postgrest", "functions", "upstream"] });
  try {
    let recorded = 0;
    const handler = createHandler({
      environment: environmentOf(stack),
      fetch: async (request) => {
        const response = await fetch(request);
        if (!request.url.endsWith("/rpc/record_pull")) return response;
        recorded++;
        if (recorded > 1) return response;
        // The database has done it; the wire breaks before anybody hears.
        await response.body?.cancel();
        throw new TypeError("connection reset");
      },
      now: Date.now,
      sleep,
      log: ignore,
    });
    const answer = await handler(
      new Request("http://function/prices-pull", {
        method: "POST",
        headers: { apikey: stack.keys.secretKey },
        body: JSON.stringify({ slot: slot(0) }),
      }),
    );
    const pull = await answer.json();
    assert.equal(answer.status, 200, JSON.stringify(pull));
    assert.equal(recorded, 2);
    assert.deepEqual(await rowsPerMetal(stack), { gold: 1, palladium: 1, platinum: 1, silver: 1 });
    const { calls } = await stored(stack);
    assert.equal(calls, pull.calls);
    const [usage] = await stack.sql`select sum(calls)::int as n from spot.provider_usage`;
    assert.equal(usage?.["n"], pull.calls, "no call is charged twice");
    const again = await (await postPull(stack, { slot: slot(0) })).json();
    assert.equal(again.status, "already_done");
  } finally {
    await stack.stop();
  }
});

async function rowsPerMetal({ sql }: TestStack): Promise<Record<string, number>> {
  const rows = await sql`select metal, count(*)::int as n from spot.prices group by 1 order by 1`;
  return Object.fromEntries(rows.map((row) => [row["metal"], row["n"]]));
}

async function stored({ sql }: TestStack): Promise<Record<"prices" | "quotes" | "calls", number>> {
  const [row] = await sql`
    select
      (select count(*)::int from spot.prices) as prices,
      (select count(*)::int from spot.quotes) as quotes,
      (select count(*)::int from spot.provider_calls) as calls`;
  return { prices: row?.["prices"], quotes: row?.["quotes"], calls: row?.["calls"] };
}

async function expireLeases({ sql }: TestStack): Promise<void> {
  await sql`update spot.pulls set lease_expires_at = now() - interval '1 second' where state = 'running'`;
}

/** So that budget and minimum intervals do not decide what a test of leases sees. */
async function makeProvidersDue({ sql }: TestStack): Promise<void> {
  await sql`update spot.provider_states set last_called_at = null, breaker = '{}'`;
}
