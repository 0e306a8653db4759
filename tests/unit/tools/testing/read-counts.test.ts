import assert from "node:assert/strict";
import { readCounts } from "../../../../tools/testing/read-counts.ts";

Deno.test("readCounts() reads the last summary of deno test, in colour and with steps", () => {
  const output =
    "ok | 1 passed | 0 failed (1s)\n\x1b[31mFAILED\x1b[0m | 12 passed (66 steps) | 2 failed | 3 ignored \x1b[38;5;245m(3s)\x1b[0m\n\nerror: Test failed\n";
  assert.deepEqual(readCounts(output), { passed: 12, failed: 2, ignored: 3 });
});

Deno.test("readCounts() reads the summary of our own runners", () => {
  assert.deepEqual(readCounts("ok a.sql (3 passed)\n\n12 passed, 0 failed in 3 files\n"), {
    passed: 12,
    failed: 0,
    ignored: 0,
  });
});

Deno.test("readCounts() finds no counts where none are given", () => {
  assert.equal(readCounts("error: No test modules found\n3 passed on\n"), null);
});
