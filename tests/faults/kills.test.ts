import assert from "node:assert/strict";
import { runKills } from "./kill-run.ts";

// A small share of `deno task drill faults`; the seed is printed so that a failure can be repeated.
const seed = Number(Deno.env.get("FAULT_SEED") ?? Date.now() % 1_000_000);

Deno.test(`kills at random moments lose nothing, halve nothing, double nothing (FAULT_SEED=${seed})`, async () => {
  const { lost, half, duplicate, mixedReads, kills } = await runKills({ kills: 9, seed });
  assert.deepEqual({ lost, half, duplicate, mixedReads }, { lost: 0, half: 0, duplicate: 0, mixedReads: 0 });
  assert.equal(Object.values(kills).reduce((sum, count) => sum + count, 0), 9);
});
