import assert from "node:assert/strict";
import { importCycles } from "../../../../tools/testing/import-cycles.ts";

Deno.test("importCycles() finds files that import each other, directly or around a corner", () => {
  const imports = new Map([["a", ["b"]], ["b", ["c"]], ["c", ["a"]], ["d", ["a"]], ["e", ["f"]], ["f", [
    "e",
  ]]]);
  assert.deepEqual(importCycles(imports), [["a", "b", "c"], ["e", "f"]]);
});

Deno.test("importCycles() allows two ways to one file", () => {
  const imports = new Map([["a", ["b", "c"]], ["b", ["d"]], ["c", ["d"]], ["d", []]]);
  assert.deepEqual(importCycles(imports), []);
});
