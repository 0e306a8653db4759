import assert from "node:assert/strict";
import { type Host, wrapCommand, wrapDeno } from "../../../../stack/process/wrap-command.ts";

const program = { command: "postgres", args: ["-p", "1"] };
const user: Host = { os: "linux", isRoot: false, hasSetpriv: true, stepDown: null };

Deno.test("wrapCommand() binds an ordinary user's process to its parent and changes nothing else", () => {
  const wrapped = wrapCommand(program, { host: user, endSignal: "INT" });
  assert.deepEqual(wrapped, { command: "setpriv", args: ["--pdeathsig", "INT", "postgres", "-p", "1"] });
});

Deno.test("wrapCommand() steps down from root first and binds to the parent last, because stepping down unbinds", () => {
  for (const stepDown of ["unshare", "setpriv"] as const) {
    const { command, args } = wrapCommand(program, {
      host: { ...user, isRoot: true, stepDown },
      endSignal: "INT",
    });
    assert.equal(command, stepDown);
    assert.deepEqual(args.slice(-6), ["setpriv", "--pdeathsig", "INT", "postgres", "-p", "1"]);
    assert.ok(args.some((word) => word.endsWith("=65534")));
  }
});

Deno.test("wrapCommand() has a shell watch the standard input where there is no setpriv", () => {
  const host = { ...user, os: "darwin", hasSetpriv: false };
  const { command, args } = wrapCommand(program, { host, endSignal: "INT" });
  assert.equal(command, "sh");
  assert.deepEqual(args.slice(-3), ["postgres", "-p", "1"]);
});

Deno.test("wrapDeno() leaves a child alone that watches its input by itself", () => {
  const host = { ...user, os: "darwin", hasSetpriv: false };
  assert.equal(wrapDeno(["run", "x.ts"], { host, watchesInput: true }).args[0], "run");
  assert.equal(wrapDeno(["run", "x.ts"], { host, watchesInput: false }).command, "sh");
});
