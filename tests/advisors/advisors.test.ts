import assert from "node:assert/strict";
import { join } from "node:path";
import { HAS_NPX, runSupabase } from "../../tools/common/supabase-cli.ts";
import { debianPostgres } from "../support/machines/debian-postgres.ts";
import { PROJECT_ROOT } from "../../stack/project-root.ts";
import { startTestStack, type TestStack } from "../../stack/testing/test-stack.ts";

/** Findings that stay, with the reason in docs/adr/0003-prices-in-postgres.md. */
const ACCEPTED: readonly string[] = [
  // On a fresh database no index has been used.
  "unused_index",
  // The parameter of the API has this name, and a function's parameters are the API's.
  'public.read_prices: name of parameter "window" is reserved keyword',
];

Deno.test({
  name: HAS_NPX
    ? "the database advisors find nothing"
    : "the database advisors find nothing (skipped: no npx)",
  ignore: !HAS_NPX,
  async fn(): Promise<void> {
    const stack = await startTestStack({ services: [] });
    try {
      // Partitions come with the first pull; they are judged too.
      await stack
        .sql`select spot.ensure_partition(parent, '2025-08-13Z') from unnest(array['prices', 'quotes']) as parent`;
      const args = ["db", "advisors", "--level", "info", "--output-format", "json"];
      const { results } = await ask<{ name: string; detail: string }>(stack, args);
      const open = results.filter(({ name }) => !ACCEPTED.includes(name));
      assert.deepEqual(open.map(({ name, detail }) => `${name}: ${detail}`), []);
    } finally {
      await stack.stop();
    }
  },
});

Deno.test({
  name: HAS_NPX
    ? "the advisors notice a table without row level security"
    : "the advisors notice a table without row level security (skipped: no npx)",
  ignore: !HAS_NPX,
  async fn(): Promise<void> {
    const stack = await startTestStack({ services: [] });
    try {
      await stack.sql`create table public.open_to_all (x int primary key)`;
      await stack.sql`grant select on public.open_to_all to anon`;
      const { results } = await ask<{ name: string }>(stack, ["db", "advisors", "--output-format", "json"]);
      assert.deepEqual(results.map(({ name }) => name), ["rls_disabled_in_public"]);
    } finally {
      await stack.stop();
    }
  },
});

const checked = HAS_NPX
  ? await debianPostgres(join(PROJECT_ROOT, ".local", "debian-lint"), {
    more: ["postgresql-15-plpgsql-check"],
  })
  : null;

Deno.test({
  name: checked === null
    ? "supabase db lint finds nothing (skipped: no npx, or no apt with postgresql-15-plpgsql-check)"
    : "supabase db lint finds nothing in any function",
  ignore: checked === null,
  async fn(): Promise<void> {
    if (checked === null) return;
    const stack = await startTestStack({ services: [], database: checked, quietCron: true });
    try {
      // The CLI brings it itself where its role may; here only the superuser may.
      await stack.sql`create extension plpgsql_check with schema extensions`;
      const args = ["db", "lint", "--schema", "spot,public", "--level", "warning", "--output-format", "json"];
      const { results } = await ask<{ function: string; issues: readonly { message: string }[] }>(
        stack,
        args,
      );
      const found = results.flatMap((one) => one.issues.map(({ message }) => `${one.function}: ${message}`));
      assert.deepEqual(found.filter((finding) => !ACCEPTED.includes(finding)), []);
    } finally {
      await stack.stop();
    }
  },
});

async function ask<T>(
  stack: TestStack,
  args: readonly string[],
): Promise<{ readonly results: readonly T[] }> {
  const { code, out, text } = await runSupabase([...args, "--remote", stack.dbUrl, "--yes"], {
    cwd: PROJECT_ROOT,
  });
  assert.equal(code, 0, text);
  return JSON.parse(out);
}
