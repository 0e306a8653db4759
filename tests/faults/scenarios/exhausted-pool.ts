import assert from "node:assert/strict";
import postgres from "postgres";
import { ask, freshQuestion } from "../asking.ts";
import { assertWhole } from "../integrity.ts";
import type { ReplayedStack } from "../replayed-stack.ts";

/** Somebody locks the tables and never commits: every connection of the Data API waits, and more come. */
export async function exhaustedPool(stack: ReplayedStack): Promise<string> {
  const before = await stack.pullUntilGood();
  const kept = await ask(stack, "prices-read?window=12h");
  assert.equal(kept.status, 200);
  const answers = await stack.sql.begin(async (sql) => {
    await sql`lock table spot.settings, spot.prices, spot.pulls, spot.fx_rates in access exclusive mode`;
    const reads = Array.from({ length: 30 }, () => ask(stack, freshQuestion()));
    const pulling = stack.pull();
    const [health, memory] = await Promise.all([
      ask(stack, "health", { secret: true }),
      ask(stack, "prices-read?window=12h"),
    ]);
    return { health, memory, pulling: [pulling], reads: await Promise.all(reads) };
  });
  // It waited for the lock and may go on now, or was told to come again.
  const [pull] = await Promise.all(answers.pulling);
  for (const { status, body } of answers.reads) {
    assert.deepEqual([status, body?.code], [503, "STORE_UNAVAILABLE"], JSON.stringify(body));
  }
  assert.equal(answers.health.status, 503);
  assert.equal(answers.memory.status, 200, "what is in memory is still answered");
  assert.equal(answers.memory.body.price, before.prices["gold"]);
  assert.ok(pull?.status === 503 || pull?.state === "succeeded", JSON.stringify(pull));
  await stack.pullUntilGood();
  await assertWhole(stack);
  await stack.assertNothingLost();
  const again = await ask(stack, freshQuestion());
  assert.equal(again.status, 200, JSON.stringify(again.body));
  return "30 reads refused with 503 within 6 s, reads from memory went on, all back with the lock";
}

/** No connection is left for anybody new: what has one goes on, and a restarted Data API waits for its turn. */
export async function noConnectionLeft(stack: ReplayedStack): Promise<string> {
  await stack.pullUntilGood();
  const greedy: postgres.Sql[] = [];
  try {
    for (let count = 0; count < 200; count++) {
      const sql = postgres(stack.dbUrl, { max: 1, idle_timeout: 0, connect_timeout: 5, onnotice: () => {} });
      greedy.push(sql);
      const isIn = await sql`select 1`.then(() => true, () => false);
      if (!isIn) break;
    }
    assert.ok(greedy.length < 200, "the server takes any number of connections");
    const during = await stack.pull();
    assert.ok(during.state === "succeeded" || during.status === 503, JSON.stringify(during));
  } finally {
    await Promise.all(greedy.map((sql) => sql.end({ timeout: 1 })));
  }
  await stack.pullUntilGood();
  await assertWhole(stack);
  await stack.assertNothingLost();
  return `${greedy.length - 1} connections held by others`;
}
