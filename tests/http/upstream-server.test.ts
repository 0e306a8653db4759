import assert from "node:assert/strict";
import { routeTo } from "../../shared/providers/calling/build-url.ts";
import { CallFailed } from "../../shared/providers/calling/call-record.ts";
import { createEngine } from "../../shared/providers/engine.ts";
import { goldApi } from "../../shared/providers/gold-api.ts";
import { Secret } from "../../shared/secret.ts";
import { sleep } from "../../shared/sleep.ts";
import type { UpstreamFault } from "../../stack/upstream/faults.ts";

/** Starts the stand-in as the local stack does, on a free port. */
async function startServer(
  ...args: string[]
): Promise<{ base: string; said: string; stop: () => Promise<void> }> {
  const command = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-check",
      "--allow-net=127.0.0.1",
      "--allow-read",
      "stack/upstream/main.ts",
      "--port",
      "0",
      ...args,
    ],
    stdout: "piped",
    stderr: "null",
    stdin: "null",
  });
  const process = command.spawn();
  const reader = process.stdout.getReader();
  const said = new TextDecoder().decode((await reader.read()).value);
  const base = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0] ?? "";
  const stop = async (): Promise<void> => {
    await reader.cancel();
    if (base !== "") process.kill("SIGTERM");
    await process.status;
  };
  return { base, said, stop };
}

async function ask(base: string): Promise<string> {
  const engine = createEngine({
    fetch,
    now: Date.now,
    sleep,
    keys: () => new Secret("a-key"),
    route: routeTo(base),
    timeoutMs: 400,
  });
  const call = { operation: "latest", parameters: { metal: "gold" }, mayRetry: false } as const;
  return await engine.call(goldApi, call).then(() => "ok", (error: unknown) => {
    assert.ok(error instanceof CallFailed);
    return error.failure;
  });
}

Deno.test("the stand-in serves real sockets: health, an honest answer, and faults that only a wire can have", async () => {
  const { base, said, stop } = await startServer("--seed", "s");
  try {
    assert.match(said, /INVENTED prices/);
    assert.equal((await (await fetch(`${base}/health`)).json()).status, "ok");
    assert.equal(await ask(base), "ok");
    const wire: readonly (readonly [UpstreamFault, string])[] = [
      ["timeout", "timeout"],
      ["slow_loris", "timeout"],
      ["connection_reset", "unreachable"],
      ["huge_body", "bad_response"],
      ["truncated_json", "bad_response"],
      ["invalid_utf8", "bad_response"],
      ["redirect", "bad_response"],
      ["html", "blocked"],
    ];
    for (const [fault, failure] of wire) {
      const body = JSON.stringify({ provider: "gold-api", fault, times: 1 });
      await (await fetch(`${base}/control/faults`, { method: "POST", body })).body?.cancel();
      assert.equal(await ask(base), failure, fault);
    }
    assert.equal(await ask(base), "ok");
  } finally {
    await stop();
  }
});

Deno.test("the stand-in says what is wrong with its options and ends", async () => {
  for (
    const args of [["--mode", "replay"], ["--mode", "guess"], [
      "--mode",
      "replay",
      "--file",
      "/nonexistent.csv",
    ]]
  ) {
    const { base, said, stop } = await startServer(...args);
    await stop();
    assert.equal(base, "");
    assert.match(said, /Cannot start|No such file/);
  }
});
