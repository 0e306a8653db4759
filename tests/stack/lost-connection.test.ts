import assert from "node:assert/strict";
import { ignore } from "../../stack/ignore.ts";
import { catchLostConnection } from "../../stack/database/lost-connection.ts";
import { connect, databaseUrl } from "../../stack/database/prepare-database.ts";
import { startTestStack } from "../../stack/testing/test-stack.ts";

Deno.test("catchLostConnection() hears of a client that writes when the server has gone", async () => {
  const stack = await startTestStack({ services: [], quietCron: true });
  const lost = Promise.withResolvers<void>();
  const uncatch = catchLostConnection(lost.resolve);
  const sql = connect(
    databaseUrl({ port: stack.ports.database, passwords: stack.keys.passwords }, "postgres"),
  );
  try {
    // As migrations do: the client wants to roll back what the end of the server cut off.
    sql.begin((transaction) => transaction`select pg_catalog.pg_sleep(60)`).catch(ignore);
    await stack.sql`select pg_catalog.pg_sleep(0.1)`;
    await stack.pause("postgres");
    const late = AbortSignal.timeout(10_000);
    late.addEventListener("abort", () => lost.reject(new Error("nobody was told")));
    await assert.doesNotReject(lost.promise);
  } finally {
    await sql.end({ timeout: 0 });
    uncatch();
    await stack.stop();
  }
});
