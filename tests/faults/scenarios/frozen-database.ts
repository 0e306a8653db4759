import assert from "node:assert/strict";
import { ask, freshQuestion, problemsOf } from "../asking.ts";
import { assertWhole } from "../integrity.ts";
import { frozen } from "../process-tree.ts";
import type { PullEnd, ReplayedStack } from "../replayed-stack.ts";

/** Postgres, or what stands before it, does not answer and does not end: the worst kind of dead. */
export async function frozenService(
  stack: ReplayedStack,
  service: "postgres" | "postgrest",
): Promise<string> {
  const before = await stack.pullUntilGood();
  const kept = await ask(stack, "prices-read?window=6h");
  assert.equal(kept.status, 200);
  const pid = stack.pids()[service] ?? assert.fail(`${service} does not run`);
  const pulling: Promise<PullEnd>[] = [];
  const [health, read, memory] = await frozen(pid, () => {
    pulling.push(stack.pull());
    return Promise.all([
      ask(stack, "health"),
      ask(stack, freshQuestion()),
      ask(stack, "prices-read?window=6h"),
    ]);
  });
  // A pull is more patient than a freeze of five seconds; it may go on where it was.
  const [pull] = await Promise.all(pulling);
  assert.equal(health.status, 503);
  assert.ok(health.milliseconds < 4500, `health took ${Math.round(health.milliseconds)} ms`);
  assert.equal(health.body.problems[0].code, "database_unreachable", JSON.stringify(health.body));
  assert.deepEqual([read.status, read.body?.code], [503, "STORE_UNAVAILABLE"]);
  assert.equal(memory.status, 200, "what is in memory is still answered");
  assert.equal(memory.body.price, before.prices["gold"]);
  assert.ok(pull?.status === 503 || pull?.state === "succeeded", JSON.stringify(pull));
  await stack.pullUntilGood();
  await assertWhole(stack);
  await stack.assertNothingLost();
  assert.ok(!(await problemsOf(stack)).includes("database_unreachable"));
  return `health said database_unreachable after ${
    Math.round(health.milliseconds)
  } ms, reads from memory went on`;
}
