import assert from "node:assert/strict";
import { METALS } from "../../shared/schemas/metal.ts";
import { UPSTREAM_FAULTS, type UpstreamFault } from "../../stack/upstream/faults.ts";
import { toCsv } from "../support/data/recording.ts";
import { startTestStack, type TestStack } from "../../stack/testing/test-stack.ts";
import { steadyRecording, timesToPull } from "../support/data/steady-recording.ts";

/** What the ledger must say about metals-dev, and what the quotes that it brought are refused as. */
interface Expectation {
  readonly outcome: string;
  readonly reason?: string;
  /** Where every provider has the fault in the same way, no witness is left and nothing can tell. */
  readonly unseenAlone?: true;
}

// Typed by the simulator's list: a new fault without a line here does not compile.
const EXPECTED: Readonly<Record<UpstreamFault, Expectation>> = {
  rate_limited: { outcome: "rate_limited" },
  quota_spent: { outcome: "quota_spent" },
  server_error: { outcome: "server_error" },
  bad_key: { outcome: "key_rejected" },
  timeout: { outcome: "timeout" },
  slow_loris: { outcome: "timeout" },
  connection_reset: { outcome: "unreachable" },
  truncated_json: { outcome: "bad_response" },
  html: { outcome: "blocked" },
  huge_body: { outcome: "bad_response" },
  invalid_utf8: { outcome: "bad_response" },
  redirect: { outcome: "bad_response" },
  nan: { outcome: "bad_response" },
  deep_json: { outcome: "bad_response" },
  inverted: { outcome: "ok", reason: "inverted" },
  zero: { outcome: "ok", reason: "not_positive" },
  stale: { outcome: "ok", reason: "too_old" },
  swapped: { outcome: "ok", reason: "swapped" },
  missing_metal: { outcome: "ok" },
  frozen: { outcome: "ok", unseenAlone: true },
  factor_31: { outcome: "ok", reason: "factor_31" },
  plus_2_percent: { outcome: "ok", unseenAlone: true },
  noise: { outcome: "ok", unseenAlone: true },
  six_hours_old: { outcome: "ok", reason: "too_old" },
};

const rows = steadyRecording();
const times = timesToPull(rows).values();

Deno.test("every fault of a provider ends as a recorded outcome and never as a wrong price", async (t) => {
  const file = Deno.makeTempFileSync({ suffix: ".csv" });
  Deno.writeTextFileSync(file, toCsv(rows));
  const stack = await startTestStack({
    // A replay is the simulator with a clock in the test's hand: the market is open whenever the test runs.
    origin: { kind: "replay", file, reason: "a test" },
    services: ["postgrest", "functions", "upstream"],
    functionEnv: { RATE_LIMIT: "0", SPOT_UPSTREAM_TIMEOUT_MS: "1000" },
  });
  try {
    assert.equal((await pull(stack)).state, "succeeded");
    for (const fault of UPSTREAM_FAULTS) {
      await t.step(`${fault}: the others fill in, and it is written down`, () => oneFails(fault, stack));
      if (EXPECTED[fault].unseenAlone) continue;
      await t.step(`${fault} everywhere: the last good price stays`, () => allFail(fault, stack));
      await t.step(`${fault} over: prices go on`, async () => {
        await expectTruth(await pull(stack), stack);
      });
    }
  } finally {
    await stack.stop();
    Deno.removeSync(file);
  }
});

async function oneFails(fault: UpstreamFault, stack: TestStack): Promise<void> {
  const { outcome, reason } = EXPECTED[fault];
  const done = await pull(stack, { provider: "metals-dev", fault });
  await expectTruth(done, stack);
  const calls = await stack.sql`
    select outcome from spot.provider_calls where pull_id = ${done.id} and provider_key = 'metals-dev'`;
  assert.ok(calls.length === 1 || calls.length === 2, `${calls.length} requests: one, or one and its retry`);
  assert.deepEqual([...new Set(calls.map((call) => call["outcome"]))], [outcome]);
  const quotes = await stack.sql`
    select verdict, reason from spot.quotes where pull_id = ${done.id} and provider_key = 'metals-dev'`;
  if (outcome !== "ok") assert.equal(quotes.length, 0);
  else assert.equal(quotes.length, fault === "missing_metal" ? 3 : 4);
  if (reason !== undefined) {
    const named = quotes.filter((quote) => quote["verdict"] === "rejected" && quote["reason"] === reason);
    assert.ok(named.length > 0, `quotes are ${JSON.stringify(quotes)}`);
    assert.ok(quotes.every((quote) => quote["verdict"] !== "accepted"), JSON.stringify(quotes));
  }
}

async function allFail(fault: UpstreamFault, stack: TestStack): Promise<void> {
  const before = await latestPrices(stack);
  const done = await pull(stack, { provider: "*", fault });
  const [row] = await stack.sql`select state, finished_at, metals from spot.pulls where pull_id = ${done.id}`;
  assert.ok(row?.["finished_at"] !== null);
  const lost = fault === "missing_metal" ? ["gold"] : [...METALS];
  assert.equal(row?.["state"], fault === "missing_metal" ? "partial" : "failed");
  const after = await latestPrices(stack);
  for (const metal of lost) {
    assert.deepEqual(after.get(metal), before.get(metal), `${metal} keeps its last good price`);
    assert.match(row?.["metals"][metal].outcome, /^(failed|quarantined|nothing_new)$/);
    assert.ok(row?.["metals"][metal].reason.length > 0);
  }
  const [calls] = await stack.sql`
    select count(distinct provider_key)::int as n from spot.provider_calls where pull_id = ${done.id}`;
  assert.ok(calls?.["n"] >= 5, "every provider's failure is in the ledger");
}

interface Pulled {
  readonly id: number;
  readonly at: number;
  readonly state: string;
}

async function pull(
  stack: TestStack,
  order?: { readonly provider: string; readonly fault: UpstreamFault },
): Promise<Pulled> {
  const at = times.next().value ?? assert.fail("the recording is too short for so many faults");
  const now = new Date(at).toISOString();
  // Each fault meets a provider with a clean record.
  await stack.sql`update spot.provider_states set breaker = '{}', quota = '{}', last_called_at = null`;
  await control(stack, "clock", { now });
  if (order !== undefined) await control(stack, "faults", order);
  try {
    const response = await fetch(`${stack.url}/functions/v1/prices-pull`, {
      method: "POST",
      headers: { apikey: stack.keys.secretKey, "content-type": "application/json" },
      body: JSON.stringify({ trigger: "replay", now, slot: now }),
    });
    const answer = await response.json();
    assert.equal(response.status, 200, JSON.stringify(answer));
    return { id: answer.pull_id, at, state: answer.state };
  } finally {
    await (await fetch(`${stack.upstreamUrl}/control/faults`, { method: "DELETE" })).body?.cancel();
  }
}

async function control(stack: TestStack, what: "clock" | "faults", body: unknown): Promise<void> {
  const response = await fetch(`${stack.upstreamUrl}/control/${what}`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  assert.equal(response.status, 200, await response.text());
}

/** All four metals are stored for the pull's slot, to the cent as the market was. */
async function expectTruth({ id, at, state }: Pulled, { sql }: TestStack): Promise<void> {
  assert.equal(state, "succeeded");
  const stored = await sql`
    select metal, round(price, 2)::float8 as price
    from spot.prices join spot.pulls on slot_at = priced_at
    where pull_id = ${id}`;
  const truth = rows.filter((row) => row.at === at).map(({ metal, price }) => [metal, price]);
  const said = stored.map((row) => [row["metal"], row["price"]]);
  assert.deepEqual(Object.fromEntries(said), Object.fromEntries(truth));
}

async function latestPrices({ sql }: TestStack): Promise<ReadonlyMap<string, string>> {
  const found = await sql`
    select metal, price_usd::text || ' at ' || priced_at as price from spot.latest_prices where currency = 'USD'`;
  return new Map(found.map((row) => [row["metal"], row["price"]]));
}
