import assert from "node:assert/strict";
import { runFuzz } from "./fuzz-run.ts";

// A small share of `deno task drill fuzz`; the seed is printed so that a failure can be repeated.
const seed = Number(Deno.env.get("FUZZ_SEED") ?? Date.now() % 2 ** 31);
const RUNS = 4000;

Deno.test(`${RUNS} bad inputs break nothing, change nothing, hang nowhere (FUZZ_SEED=${seed})`, async () => {
  const { inputs, targets, heapMegabytes, settingsVersion } = await runFuzz({ runs: RUNS, seed });
  assert.ok(inputs >= RUNS);
  assert.equal(settingsVersion, 1000);
  assert.ok(Math.max(...heapMegabytes) < 400, `heap ${heapMegabytes} MB`);
  // A fuzzer that is refused everywhere, or nowhere, tests nothing.
  for (const [name, counts] of Object.entries(targets)) {
    assert.ok(Object.keys(counts).length >= 2, `${name}: ${JSON.stringify(counts)}`);
  }
});
