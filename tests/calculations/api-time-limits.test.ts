import assert from "node:assert/strict";
import { startTestStack } from "../../stack/testing/test-stack.ts";

Deno.test("the roles of the Data API have the time limits of a hosted project", async () => {
  const stack = await startTestStack({ services: [] });
  try {
    const rows = await stack.sql<{ role: string; settings: readonly string[] }[]>`
      select rolname as role, rolconfig as settings from pg_roles
      where rolname in ('anon', 'authenticated', 'authenticator') order by rolname`;
    assert.deepEqual(rows.map(({ role, settings }) => [role, ...settings]), [
      ["anon", "statement_timeout=3s"],
      ["authenticated", "statement_timeout=8s"],
      ["authenticator", "statement_timeout=8s", "lock_timeout=8s"],
    ]);
  } finally {
    await stack.stop();
  }
});
