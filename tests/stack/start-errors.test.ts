import assert from "node:assert/strict";
import { join } from "node:path";
import { stackFolder } from "../../stack/config/folder.ts";
import { launchStack, type StackProcess } from "../support/stack/stack-process.ts";
import { withTempFolder } from "../support/basics/temp-folder.ts";

Deno.test("start names the busy port and the option that chooses another", () =>
  withTempFolder(async (folder) => {
    const busy = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    try {
      const output = await refused(launchStack({ folder, ports: [busy.addr.port, 1] }));
      assert.match(output, new RegExp(`gateway: port ${busy.addr.port} is in use`));
      assert.match(output, /--port N/);
    } finally {
      busy.close();
    }
  }));

Deno.test("start refuses a folder from which a stack runs already", () =>
  withTempFolder(async (folder) => {
    const first = launchStack({ folder });
    await first.ready();
    try {
      assert.match(await refused(launchStack({ folder })), /a stack already runs from/);
    } finally {
      first.signal("SIGTERM");
      await first.ended;
    }
  }));

Deno.test("start ignores the state of a stack whose process id belongs to another program now", () =>
  withTempFolder(async (folder) => {
    const state = {
      process: { pid: Deno.pid, started: "1" },
      ports: { gateway: 1, alias: 2, database: 3 },
      ready: true,
      origin: "simulated",
      pids: {},
    };
    Deno.writeTextFileSync(stackFolder(folder).state, JSON.stringify(state));
    const stack = launchStack({ folder });
    await stack.ready();
    stack.signal("SIGTERM");
    assert.equal(await stack.ended, 0);
  }));

Deno.test("start names `deno task reset` when the data folder is corrupt", () =>
  withTempFolder(async (folder) => {
    const first = launchStack({ folder });
    await first.ready();
    first.signal("SIGTERM");
    await first.ended;
    Deno.writeTextFileSync(join(stackFolder(folder).data, "global", "pg_control"), "not a control file");
    const output = await refused(launchStack({ folder }));
    assert.match(output, /Cannot start postgres/);
    assert.match(output, /deno task reset/);
  }));

Deno.test("start names `deno task reset` when the data folder is something else", () =>
  withTempFolder(async (folder) => {
    Deno.mkdirSync(stackFolder(folder).data);
    Deno.writeTextFileSync(stackFolder(folder).secrets, "{}");
    assert.match(await refused(launchStack({ folder })), /deno task reset/);
  }));

Deno.test("start names `deno task reset` when the passwords of existing data are gone", () =>
  withTempFolder(async (folder) => {
    Deno.mkdirSync(stackFolder(folder).data);
    const output = await refused(launchStack({ folder }));
    assert.match(output, /secrets\.json, which holds its passwords, is gone/);
    assert.match(output, /deno task reset/);
  }));

Deno.test("start refuses an option it does not know, two origins, and a port that is none", () =>
  withTempFolder(async (folder) => {
    assert.match(await refused(launchStack({ folder, args: ["--sumulate"] })), /--simulate/);
    assert.match(await refused(launchStack({ folder, args: ["--live", "--simulate"] })), /more than one/);
    assert.match(await refused(launchStack({ folder, args: ["--db-port", "70000"] })), /not a port/);
  }));

Deno.test("start says what is wrong with a recording before a service starts", () =>
  withTempFolder(async (folder) => {
    const empty = join(folder, "empty.csv");
    Deno.writeTextFileSync(empty, "time,price\n");
    for (
      const [file, reason] of [["/nope", /there is no such file/], [folder, /it is a folder/], [
        empty,
        /line 1 is not "ts,metal/,
      ]] as const
    ) {
      const output = await refused(launchStack({ folder, args: ["--replay", file] }));
      assert.match(output, reason);
      assert.doesNotMatch(output, /starting the local stack/);
    }
  }));

Deno.test("start refuses a folder that cannot be made, and one whose path is a file", () =>
  withTempFolder(async (folder) => {
    const file = join(folder, "file");
    Deno.writeTextFileSync(file, "");
    assert.match(
      await refused(launchStack({ folder: "/proc/x" })),
      /Cannot write to \/proc\/x: the folder cannot be made/,
    );
    assert.match(await refused(launchStack({ folder: join(file, "x") })), /a part of the path is a file/);
    assert.match(await refused(launchStack({ folder: file })), /a part of the path is a file/);
  }));

Deno.test("start keeps secrets from other users of the machine", () =>
  withTempFolder(async (folder) => {
    const stack = launchStack({ folder });
    await stack.ready();
    try {
      for (const path of [stackFolder(folder).secrets, stackFolder(folder).state]) {
        assert.equal((Deno.statSync(path).mode ?? 0) & 0o077, 0, path);
      }
    } finally {
      stack.signal("SIGTERM");
      await stack.ended;
    }
  }));

/** What a start says that must fail: code 1, and words instead of a stack trace. */
async function refused(stack: StackProcess): Promise<string> {
  assert.equal(await stack.ended, 1, stack.output());
  assert.doesNotMatch(stack.output(), /\n\s+at |Uncaught/);
  return stack.output();
}
