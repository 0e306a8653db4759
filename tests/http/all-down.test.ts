import assert from "node:assert/strict";
import { marketAt } from "../../shared/market/market-at.ts";
import { endFaults, order, postPull } from "../support/http/pulling.ts";
import { startTestStack, type TestStack } from "../../stack/testing/test-stack.ts";

const FIRST_SLOT = Math.floor(Date.now() / 1000) * 1000 - 60_000;

function slot(number: number): string {
  return new Date(FIRST_SLOT + number * 1000).toISOString();
}

// Answers are kept in memory until the next pull is due, so each look asks for another window.
async function read(stack: TestStack, window: string): Promise<{ price: number; latest: Latest }> {
  const response = await fetch(`${stack.url}/functions/v1/prices-read?metal=gold&window=${window}`);
  assert.equal(response.status, 200);
  return await response.json();
}

interface Latest {
  readonly state: string;
  readonly ts: string;
  readonly state_reason: string | null;
}

const name =
  "with all providers down the price stands and is marked stale (asks only while the market is open)";
Deno.test({ name, ignore: marketAt(Date.now()).state === "closed" }, async () => {
  const stack = await startTestStack({ quietCron: true });
  const pull = async (number: number): Promise<{ status: string; state: string }> =>
    await (await postPull(stack, { slot: slot(number) })).json();
  try {
    // Every pull asks gold-api.com and nobody else.
    await stack.sql`
      update spot.providers set minimum_interval_seconds = 0, is_enabled = provider_key in ('gold-api', 'frankfurter')`;
    assert.equal((await pull(0)).state, "succeeded");
    const before = await read(stack, "24h");
    assert.equal(before.latest.state, "fresh");

    await order(stack, "faults", { provider: "*", fault: "server_error" });
    assert.equal((await pull(1)).state, "failed");
    const during = await read(stack, "12h");
    assert.equal(during.price, before.price);
    assert.equal(during.latest.ts, before.latest.ts);
    assert.equal(during.latest.state, "stale");
    assert.match(during.latest.state_reason ?? "", /gold-api\.com: server_error/);
    const health = await (await fetch(`${stack.url}/functions/v1/health`)).json();
    assert.notEqual(health.status, "ok");
    assert.match(JSON.stringify(health.problems), /gold/);

    await endFaults(stack);
    assert.equal((await pull(2)).state, "succeeded");
    assert.equal((await read(stack, "6h")).latest.state, "fresh");
  } finally {
    await stack.stop();
  }
});
