import assert from "node:assert/strict";
import { startTestStack } from "../../stack/testing/test-stack.ts";

Deno.test("startTestStack() gives a database with the migrations and an API with keys", async () => {
  const stack = await startTestStack({ services: ["postgrest", "functions"] });
  try {
    const [row] = await stack.sql`select count(*)::int as n from supabase_migrations.schema_migrations`;
    assert.ok(row?.["n"] > 0);
    const refused = await fetch(`${stack.url}/rest/v1/`);
    assert.equal(refused.status, 401);
    await refused.body?.cancel();
    const answered = await fetch(`${stack.url}/rest/v1/`, { headers: { apikey: stack.keys.publishableKey } });
    assert.equal(answered.status, 200);
    await answered.body?.cancel();
  } finally {
    await stack.stop();
  }
});
