import assert from "node:assert/strict";
import { connect } from "../../stack/database/prepare-database.ts";
import { databaseUrl } from "../../stack/database/prepare-database.ts";
import { loadSecrets } from "../../stack/config/secrets.ts";
import { stackFolder } from "../../stack/config/folder.ts";
import { databasePortOf, launchStack, runStackCommand, survivors } from "../support/stack/stack-process.ts";
import { withTempFolder } from "../support/basics/temp-folder.ts";

const SERVICES = 5;
// util-linux and /proc; elsewhere the processes watch their standard input instead.
const ignore = Deno.build.os !== "linux";

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test({
    name: `start ends with code 0 on ${signal} and leaves no process`,
    ignore,
    fn: () =>
      withTempFolder(async (folder) => {
        const stack = launchStack({ folder });
        await stack.ready();
        const family = await stack.family();
        assert.ok(family.length > SERVICES, `only ${family.length} processes`);
        stack.signal(signal);
        assert.equal(await stack.ended, 0);
        assert.deepEqual(await survivors(family, { within: 2000 }), []);
      }),
  });
}

Deno.test({
  name: "start killed with SIGKILL leaves no process, and the next start keeps data and keys",
  ignore,
  fn: () =>
    withTempFolder(async (folder) => {
      const first = launchStack({ folder });
      await first.ready();
      const secrets = await loadSecrets(stackFolder(folder));
      await runSql(folder, "create table public.kept as select 42 as answer");
      const family = await first.family();
      first.signal("SIGKILL");
      await first.ended;
      // At once, while the old Postgres may still be shutting down.
      const second = launchStack({ folder });
      assert.deepEqual(await survivors(family, { within: 10_000 }), []);
      await second.ready();
      assert.deepEqual(await runSql(folder, "select answer from public.kept"), [{ answer: 42 }]);
      assert.deepEqual(await loadSecrets(stackFolder(folder)), secrets);
      second.signal("SIGTERM");
      await second.ended;
    }),
});

Deno.test({
  name: "start interrupted before it is ready leaves no process",
  ignore,
  fn: () =>
    withTempFolder(async (folder) => {
      const stack = launchStack({ folder });
      while (!stack.output().includes("starting the local stack")) await turn();
      const family = await stack.family();
      stack.signal("SIGTERM");
      assert.equal(await stack.ended, 0);
      assert.deepEqual(await survivors(family, { within: 2000 }), []);
    }),
});

Deno.test({
  name: "start ends when the launcher above it is killed, as npx is",
  ignore,
  fn: () =>
    withTempFolder(async (folder) => {
      // `deno task` stays between the killed process and the stack, and does not notice by itself.
      const launcher = new URL("../support/stack/npx-like.mjs", import.meta.url).pathname;
      const stack = launchStack({ folder, prefix: ["node", launcher], asTask: true });
      await stack.ready();
      const family = await stack.family();
      stack.signal("SIGKILL");
      await stack.ended;
      assert.deepEqual(await survivors(family, { within: 10_000 }), []);
    }),
});

Deno.test({
  name: "stop ends a running stack; status tells the difference by its exit code",
  ignore,
  fn: () =>
    withTempFolder(async (folder) => {
      assert.equal((await runStackCommand("status", folder)).code, 1);
      const stack = launchStack({ folder });
      await stack.ready();
      const status = await runStackCommand("status", folder);
      assert.equal(status.code, 0);
      assert.match(status.output, /prices\s+simulated by http:\/\/127\.0\.0\.1:\d+/);
      assert.match(status.output, /^health {11}ok$/m);
      assert.match(status.output, /\/control\/faults/);
      assert.equal((await runStackCommand("stop", folder)).code, 0);
      assert.equal(await stack.ended, 0);
      assert.match((await runStackCommand("stop", folder)).output, /No stack runs/);
    }),
});

Deno.test({
  name: "reset forgets database and keys",
  ignore,
  fn: () =>
    withTempFolder(async (folder) => {
      const first = launchStack({ folder });
      await first.ready();
      const before = await loadSecrets(stackFolder(folder));
      await runSql(folder, "create table public.lost ()");
      assert.equal((await runStackCommand("reset", folder)).code, 0);
      assert.equal(await first.ended, 0);
      const second = launchStack({ folder });
      await second.ready();
      assert.notEqual((await loadSecrets(stackFolder(folder))).secretKey, before.secretKey);
      assert.deepEqual(await runSql(folder, "select to_regclass('public.lost') as found"), [{ found: null }]);
      second.signal("SIGTERM");
      await second.ended;
    }),
});

async function runSql(folder: string, text: string): Promise<unknown> {
  const { passwords } = await loadSecrets(stackFolder(folder));
  const sql = connect(databaseUrl({ port: databasePortOf(folder), passwords }, "postgres"));
  try {
    return [...await sql.unsafe(text)];
  } finally {
    await sql.end();
  }
}

function turn(): Promise<void> {
  return new Promise((done) => setTimeout(done, 5));
}
