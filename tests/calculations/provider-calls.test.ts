import assert from "node:assert/strict";
import { connect } from "../../stack/database/prepare-database.ts";
import { startTestStack } from "../../stack/testing/test-stack.ts";

const QUOTA = 10;
const CALLERS = 8;
const CALLS_EACH = 4;

Deno.test("begin_provider_call() lets callers at once spend the quota and not one call more", async () => {
  const stack = await startTestStack({ services: [] });
  const sessions = Array.from({ length: CALLERS }, () => connect(stack.dbUrl));
  try {
    await stack.sql`update spot.providers set monthly_quota = ${QUOTA} where provider_key = 'metals-dev'`;
    const answers = await Promise.all(sessions.map(async (sql) => {
      const mine: { readonly allowed: boolean }[] = [];
      for (let call = 0; call < CALLS_EACH; call++) {
        const [row] = await sql`select public.begin_provider_call('metals-dev', 'latest', 1) as answer`;
        mine.push(row?.["answer"]);
      }
      return mine;
    }));
    assert.equal(answers.flat().filter(({ allowed }) => allowed).length, QUOTA);
    assert.equal(answers.flat().length, CALLERS * CALLS_EACH);
    const [usage] = await stack.sql`select calls from spot.provider_usage where provider_key = 'metals-dev'`;
    assert.equal(usage?.["calls"], QUOTA);
  } finally {
    await Promise.all(sessions.map((sql) => sql.end({ timeout: 2 })));
    await stack.stop();
  }
});

Deno.test("begin_provider_call() waits for a caller that has not yet committed its charge", async () => {
  const stack = await startTestStack({ services: [] });
  const [first, second] = [connect(stack.dbUrl), connect(stack.dbUrl)];
  try {
    await stack.sql`update spot.providers set monthly_quota = 1 where provider_key = 'metals-dev'`;
    const session = await first.reserve();
    await session`begin`;
    const [begun] = await session`select public.begin_provider_call('metals-dev', 'latest', 1) as answer`;
    const [pid] = await second`select pg_backend_pid() as pid`;
    const waiting = second`select public.begin_provider_call('metals-dev', 'latest', 1) as answer`.execute();
    for (let locked = false; !locked;) {
      const [row] = await stack
        .sql`select wait_event_type = 'Lock' as locked from pg_stat_activity where pid = ${pid?.["pid"]}`;
      locked = row?.["locked"] === true;
    }
    await session`commit`;
    session.release();
    const [late] = await waiting;
    assert.equal(begun?.["answer"].allowed, true);
    assert.deepEqual([late?.["answer"].allowed, late?.["answer"].reason], [false, "quota_spent"]);
  } finally {
    await Promise.all([first.end({ timeout: 2 }), second.end({ timeout: 2 })]);
    await stack.stop();
  }
});
