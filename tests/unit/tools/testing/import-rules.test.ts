import assert from "node:assert/strict";
import { DIRECTIONS, homeOf } from "../../../../tools/testing/directions.ts";
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
    violations("shared/pull/plan.ts", 'import { x } from "../../stack/commands/start.ts";').length,
    1,
  );
});

Deno.test("violations() refuses a provider that knows of the pull", () => {
  assert.equal(violations("shared/providers/x.ts", 'import type { X } from "../pull/plan.ts";').length, 1);
});

for (const text of ["Deno.env.get('X')", "await fetch(url)", "Date.now()", "new Date()", "console.log(1)"]) {
  Deno.test(`violations() refuses ${text} in shared code`, () => {
    assert.equal(violations("shared/pull/plan.ts", text).length, 1);
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
    assert.deepEqual(violations("shared/pull/plan.ts", text), []);
  });
}

Deno.test("violations() refuses an import without its ending and one with a registry in it", () => {
  const text = 'import { a } from "./plan";\nimport { z } from "npm:zod";\n';
  assert.equal(violations("shared/pull/claim.ts", text).length, 2);
});

Deno.test("violations() refuses an index.ts that does more than build dependencies", () => {
  assert.equal(violations("functions/health/index.ts", "let a = 1;\n".repeat(16)).length, 1);
});

for (
  const [path, target] of [
    ["stack/process/supervisor.ts", "../config/folder.ts"],
    ["stack/config/folder.ts", "../database/migrations.ts"],
    ["stack/gateway/gateway.ts", "../services/functions.ts"],
    ["stack/stack.ts", "./commands/start.ts"],
    ["stack/commands/start.ts", "../../tools/common/target.ts"],
    ["tools/export/main.ts", "../history-import/run-import.ts"],
    ["tools/backup/main.ts", "../../tests/support/basics/until.ts"],
    ["tools/export/main.ts", "../../stack/commands/start.ts"],
    ["tools/replay/main.ts", "../../stack/testing/test-stack.ts"],
    ["tests/support/basics/until.ts", "../../http/read.test.ts"],
    ["tests/http/read.test.ts", "../stack/lifetime.test.ts"],
    ["tests/unit/shared/a.test.ts", "../../../stack/testing/test-stack.ts"],
    ["web/dashboard/app.ts", "../../stack/stack.ts"],
  ] as const
) {
  Deno.test(`violations() refuses that ${path} imports ${target}`, () => {
    assert.equal(violations(path, `import { x } from "${target}";`).length, 1);
  });
}

for (
  const [path, target] of [
    ["stack/config/state-file.ts", "../process/process-identity.ts"],
    ["stack/commands/start.ts", "../stack.ts"],
    ["stack/stack.ts", "./stack-error.ts"],
    ["tools/restore/main.ts", "../backup/tables.ts"],
    ["tools/generate/types/main.ts", "../../../stack/testing/test-stack.ts"],
    ["tests/http/read.test.ts", "../support/basics/until.ts"],
    ["tests/http/read.test.ts", "../../stack/testing/test-stack.ts"],
  ] as const
) {
  Deno.test(`violations() lets ${path} import ${target}`, () => {
    assert.deepEqual(violations(path, `import { x } from "${target}";`), []);
  });
}

Deno.test("violations() refuses a folder of stack/ or tools/ that has no line", () => {
  const text = "is in a folder that tools/testing/directions.ts does not name";
  assert.deepEqual(violations("tools/new/main.ts", ""), [text]);
  assert.deepEqual(violations("stack/new/main.ts", ""), [text]);
});

Deno.test("no two rooms of stack/ and tools/ may import each other, directly or round a corner", () => {
  const rooms = Object.keys(DIRECTIONS).filter((folder) => /^(?:stack|tools)\//.test(folder));
  const next = (room: string): string[] =>
    rooms.filter((other) =>
      other !== room && (DIRECTIONS[room] ?? []).some((allowed) => homeOf(`${allowed}/x.ts`) === other)
    );
  for (const start of rooms) {
    const reached = new Set<string>();
    const queue = next(start);
    for (let room = queue.pop(); room !== undefined; room = queue.pop()) {
      if (reached.has(room)) continue;
      reached.add(room);
      queue.push(...next(room));
    }
    assert.ok(!reached.has(start), `${start} reaches itself`);
  }
});

Deno.test("every folder that has a line exists", () => {
  for (const folder of Object.keys(DIRECTIONS)) assert.ok(Deno.statSync(folder).isDirectory, folder);
});
