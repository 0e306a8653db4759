import assert from "node:assert/strict";
import { z } from "zod";
import { startTestStack, type TestStack } from "../../stack/testing/test-stack.ts";

const Outcome = z.object({
  status: z.enum(["done", "paused"]),
  reason: z.string().nullable(),
  left: z.number(),
  chunks: z.array(z.object({ from: z.string(), outcome: z.string(), new: z.number().optional() })),
});
type Outcome = z.infer<typeof Outcome>;

async function withStack(body: (stack: TestStack) => Promise<void>): Promise<void> {
  const stack = await startTestStack({ quietCron: true });
  try {
    await body(stack);
  } finally {
    await stack.stop();
  }
}

function ask(
  stack: TestStack,
  backfill: Record<string, string>,
  apikey = stack.keys.secretKey,
): Promise<Response> {
  return fetch(`${stack.url}/functions/v1/prices-pull`, {
    method: "POST",
    headers: { apikey, "content-type": "application/json" },
    body: JSON.stringify({ backfill }),
  });
}

async function backfill(stack: TestStack, range: Record<string, string>): Promise<Outcome> {
  const response = await ask(stack, range);
  const text = await response.text();
  assert.equal(response.status, 200, text);
  return Outcome.parse(JSON.parse(text));
}

async function callsOf(stack: TestStack, provider: string): Promise<number> {
  const [row] = await stack
    .sql`select coalesce(sum(calls), 0)::int as calls from spot.provider_usage where provider_key = ${provider}`;
  return Number(row?.["calls"]);
}

Deno.test("a backfill stores closes of open days once, charged, and asks for nothing twice", () =>
  withStack(async (stack) => {
    const range = { provider: "metals-dev", from: "2025-06-01", to: "2025-07-15" };
    const first = await backfill(stack, range);
    assert.deepEqual([first.status, first.left, first.chunks.map(({ outcome }) => outcome)], [
      "done",
      0,
      ["stored", "stored"],
    ]);
    assert.equal(await callsOf(stack, "metals-dev"), 2);
    // 32 weekdays, of which none is a full holiday, four metals each.
    const [stored] = await stack.sql`
      select count(*)::int as count, min(priced_at) as first, count(distinct provider)::int as labels, min(provider) as label
      from spot.prices`;
    assert.equal(stored?.["count"], 32 * 4);
    assert.equal(stored?.["label"], "Metals.dev (simulated)");
    const [rates] = await stack.sql`select count(distinct rate_date)::int as days from spot.fx_rates`;
    assert.equal(rates?.["days"], 45);

    const read = await fetch(`${stack.url}/functions/v1/prices-read?at=2025-06-08&currency=EUR`);
    const { as_of, price } = await read.json();
    assert.equal(as_of.match, "before");
    assert.ok(price > 0);

    const again = await backfill(stack, range);
    assert.deepEqual(again.chunks.map(({ outcome }) => outcome), ["already_done", "already_done"]);
    assert.equal(await callsOf(stack, "metals-dev"), 2);
  }));

Deno.test("a backfill stops before it eats into what pulls need, and goes on from there", () =>
  withStack(async (stack) => {
    await stack.sql`update spot.providers set monthly_quota = 1000 where provider_key = 'metals-api'`;
    await stack.sql`
      insert into spot.provider_usage (provider_key, month, calls)
      values ('metals-api', date_trunc('month', now() at time zone 'UTC')::date, 1000 - spot.backfill_reserve(1000, now()) - 3)`;
    const range = { provider: "metals-api", from: "2025-06-01", to: "2025-06-20" };
    const first = await backfill(stack, range);
    assert.deepEqual([first.status, first.left, first.chunks.length], ["paused", 1, 3]);
    assert.match(first.reason ?? "", /scheduled pulls/);

    const refused = await ask(stack, range);
    assert.equal(refused.status, 429);
    assert.equal((await refused.json()).code, "LIMIT_BUDGET");
    assert.ok(Number(refused.headers.get("retry-after")) > 0);

    await stack.sql`update spot.provider_usage set calls = 0`;
    const rest = await backfill(stack, range);
    assert.deepEqual([rest.status, rest.left], ["done", 0]);
    assert.equal(await callsOf(stack, "metals-api"), 1);
    const [metals] = await stack.sql`select count(distinct metal)::int as count from spot.prices`;
    assert.equal(metals?.["count"], 4);
  }));

Deno.test("a provider that fails pauses the backfill, with the call in the ledger", () =>
  withStack(async (stack) => {
    await fetch(`${stack.upstreamUrl}/control/faults`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ provider: "metalpriceapi", fault: "server_error" }),
    }).then((response) => response.body?.cancel());
    const range = { provider: "metalpriceapi", from: "2025-01-01", to: "2025-12-31" };
    const failed = await backfill(stack, range);
    assert.deepEqual([failed.status, failed.left], ["paused", 1]);
    const [call] = await stack
      .sql`select outcome, operation from spot.provider_calls where provider_key = 'metalpriceapi'`;
    assert.deepEqual([call?.["outcome"], call?.["operation"]], ["server_error", "timeseries"]);
    assert.equal((await stack.sql`select from spot.prices`).length, 0);
  }));

Deno.test("a backfill is for the secret key, and for ranges and providers that can be had", () =>
  withStack(async (stack) => {
    const range = { provider: "metals-dev", from: "2025-06-01", to: "2025-06-02" };
    assert.equal((await ask(stack, range, stack.keys.publishableKey)).status, 403);
    for (
      const wrong of [{ ...range, provider: "gold-api" }, { ...range, to: "2999-01-01" }, {
        ...range,
        from: "June",
      }]
    ) {
      const response = await ask(stack, wrong);
      assert.equal(response.status, 400);
      assert.match((await response.json()).code, /^INPUT_/);
    }
    assert.equal(await callsOf(stack, "metals-dev"), 0);
  }));
