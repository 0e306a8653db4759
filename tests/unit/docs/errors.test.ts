import assert from "node:assert/strict";
import { join } from "node:path";
import { ERROR_STATUS } from "../../../shared/errors.ts";
import { HEALTH_CODES } from "../../../shared/health/health-problem.ts";

const ROOT = join(import.meta.dirname ?? ".", "..", "..", "..");
const MIGRATIONS = join(ROOT, "supabase", "migrations");

const page = Deno.readTextFileSync(join(ROOT, "docs", "errors.md"));

/** First two cells of the rows of a table that begin with a code. */
function rows(code: RegExp): readonly (readonly [string, string])[] {
  return [...page.matchAll(/^\| `([A-Za-z_]+)` \| ([^|]+) \|/gm)]
    .map(([, name = "", next = ""]): [string, string] => [name, next.trim()])
    .filter(([name]) => code.test(name));
}

Deno.test("docs/errors.md lists every code with its status, and no other", () => {
  const documented = rows(/^[A-Z]/).map(([code, status]) => [code, Number(status)]);
  assert.equal(new Set(documented.map(([code]) => code)).size, documented.length, "each once");
  assert.deepEqual(Object.fromEntries(documented), ERROR_STATUS);
});

Deno.test("docs/errors.md gives each code a meaning and a cure", () => {
  for (const [line] of page.matchAll(/^\| `[A-Z].*$/gm)) {
    const cells = line.split(" | ");
    assert.equal(cells.length, 4, line);
    for (const cell of cells) assert.ok(cell.replace(/[|\s]/g, "").length >= 3, line);
  }
});

Deno.test("docs/errors.md lists every problem of health, and no other", () => {
  const documented = rows(/^[a-z]/);
  assert.deepEqual(documented.map(([code]) => code).sort(), [...HEALTH_CODES].sort());
  for (const [code, severity] of documented) assert.match(severity, /^(critical|warning)$/, code);
});

for (const { name } of Deno.readDirSync(MIGRATIONS)) {
  const sql = Deno.readTextFileSync(join(MIGRATIONS, name));
  const calls = [...sql.matchAll(/perform spot\.refuse\(/g)].length;
  if (calls === 0) continue;
  Deno.test(`${name} raises only codes of shared/errors.ts, with their status`, () => {
    const raised = [...sql.matchAll(/perform spot\.refuse\(\s*(\d{3}),\s*'([A-Z_]+)'/g)];
    assert.equal(raised.length, calls, "status and code are literals, so that this test can read them");
    const known = new Map<string, number>(Object.entries(ERROR_STATUS));
    for (const [, status, code = ""] of raised) assert.equal(Number(status), known.get(code), code);
  });
}

Deno.test("the migrations raise errors", () => {
  const all = [...Deno.readDirSync(MIGRATIONS)].map(({ name }) =>
    Deno.readTextFileSync(join(MIGRATIONS, name))
  );
  assert.ok(all.some((sql) => sql.includes("perform spot.refuse(")));
});
