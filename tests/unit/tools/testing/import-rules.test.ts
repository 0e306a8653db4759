import assert from "node:assert/strict";
import { violations } from "../../../../tools/testing/import-rules.ts";

Deno.test("violations() lets a function import shared code and its own handler", () => {
  const text = 'import { a } from "../../shared/errors.ts";\nimport { b } from "./handler.ts";\n';
  assert.deepEqual(violations("functions/health/index.ts", text), []);
});

Deno.test("violations() refuses a function that imports another function", () => {
  assert.deepEqual(violations("functions/health/handler.ts", 'import { x } from "../config/handler.ts";'), [
    "imports functions/config/handler.ts: functions may not",
  ]);
});

Deno.test("violations() refuses shared code that imports the stack", () => {
  assert.equal(
    violations("shared/pull/pull-plan.ts", 'import { x } from "../../stack/commands/start.ts";').length,
    1,
  );
});

Deno.test("violations() refuses a provider that knows of the pull", () => {
  assert.equal(violations("shared/providers/x.ts", 'import type { X } from "../pull/plan.ts";').length, 1);
});

for (const text of ["Deno.env.get('X')", "await fetch(url)", "Date.now()", "new Date()", "console.log(1)"]) {
  Deno.test(`violations() refuses ${text} in shared code`, () => {
    assert.equal(violations("shared/pull/pull-plan.ts", text).length, 1);
  });
}

for (
  const text of [
    "options.fetch(url)",
    "new Date(now)",
    "// Date.now() is the caller's",
    "/** uses Deno.env */",
  ]
) {
  Deno.test(`violations() lets ${text} into shared code`, () => {
    assert.deepEqual(violations("shared/pull/pull-plan.ts", text), []);
  });
}

Deno.test("violations() refuses an import without its ending and one with a registry in it", () => {
  const text = 'import { a } from "./plan";\nimport { z } from "npm:zod";\n';
  assert.equal(violations("shared/pull/claim.ts", text).length, 2);
});

Deno.test("violations() refuses an index.ts that does more than build dependencies", () => {
  assert.equal(violations("functions/health/index.ts", "let a = 1;\n".repeat(16)).length, 1);
});
