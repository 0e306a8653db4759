import assert from "node:assert/strict";
import { findBareWrites } from "../support/bare-writes.ts";
import { startTestStack } from "../../stack/testing/test-stack.ts";

Deno.test("no function of a migrated database updates or deletes without WHERE", async () => {
  const stack = await startTestStack({ services: [] });
  try {
    const functions = await stack.sql<{ definition: string }[]>`
      select pg_get_functiondef(pg_proc.oid) as definition
      from pg_proc
      join pg_language on pg_language.oid = prolang
      where lanname in ('sql', 'plpgsql') and pronamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)`;
    assert.ok(functions.length > 90);
    assert.deepEqual(functions.flatMap(({ definition }) => findBareWrites(definition)), []);
  } finally {
    await stack.stop();
  }
});
