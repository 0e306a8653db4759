import assert from "node:assert/strict";
import { launchStack, survivors } from "../support/stack/stack-process.ts";
import { withTempFolder } from "../support/basics/temp-folder.ts";
import { loadSecrets } from "../../stack/config/secrets.ts";
import { freePorts } from "../../stack/process/ports.ts";
import { stackFolder } from "../../stack/config/folder.ts";

const ignore = Deno.build.os !== "linux";

Deno.test("two stacks run side by side, and the key of one opens nothing in the other", () =>
  withTempFolder((one) =>
    withTempFolder(async (other) => {
      const stacks = [launchStack({ folder: one }), launchStack({ folder: other })] as const;
      try {
        await Promise.all(stacks.map((stack) => stack.ready()));
        const { publishableKey } = await loadSecrets(stackFolder(one));
        assert.equal(await restStatus(stacks[0].url, publishableKey), 200);
        assert.equal(await restStatus(stacks[1].url, publishableKey), 401);
      } finally {
        for (const stack of stacks) stack.signal("SIGTERM");
        await Promise.all(stacks.map((stack) => stack.ended));
      }
    })
  ));

Deno.test("the second port answers the same, also when it is the one that Postgres would take", () =>
  withTempFolder(async (folder) => {
    const [port = 0] = freePorts(1);
    const stack = launchStack({ folder, ports: [port, port + 1] });
    try {
      await stack.ready();
      const [one, other] = await Promise.all([stack.url, stack.aliasUrl].map((url) => fetch(`${url}/`)));
      assert.deepEqual([one?.status, other?.status], [200, 200]);
      await Promise.all([one?.body?.cancel(), other?.body?.cancel()]);
    } finally {
      stack.signal("SIGTERM");
      await stack.ended;
    }
  }));

Deno.test({
  name: "start works for an ordinary user, with Postgres started plainly",
  ignore: ignore || !namespacesAllowed(),
  fn: () =>
    withTempFolder(async (folder) => {
      // In this namespace we are user 1000 without any capability; the files on disk stay ours.
      const prefix = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"];
      const stack = launchStack({ folder, prefix });
      await stack.ready();
      stack.signal("SIGTERM");
      assert.equal(await stack.ended, 0);
    }),
});

Deno.test({
  name: "start works for root where user namespaces are forbidden",
  ignore: ignore || Deno.uid() !== 0,
  fn: () =>
    withTempFolder(async (folder) => {
      // A PATH in which unshare always fails, as it does in many containers.
      const bin = `${folder}/bin`;
      Deno.mkdirSync(bin);
      Deno.writeTextFileSync(`${bin}/unshare`, "#!/bin/sh\nexit 1\n", { mode: 0o755 });
      const prefix = ["env", `PATH=${bin}:${Deno.env.get("PATH")}`];
      const stack = launchStack({ folder: `${folder}/stack`, prefix });
      await stack.ready();
      stack.signal("SIGTERM");
      assert.equal(await stack.ended, 0);
    }),
});

Deno.test({
  name: "start leaves no process where setpriv is missing, even when killed",
  ignore: ignore || !namespacesAllowed(),
  fn: () =>
    withTempFolder(async (folder) => {
      const bin = `${folder}/bin`;
      Deno.mkdirSync(bin);
      Deno.writeTextFileSync(`${bin}/setpriv`, "#!/bin/sh\nexit 1\n", { mode: 0o755 });
      const user = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"];
      const prefix = ["env", `PATH=${bin}:${Deno.env.get("PATH")}`, ...user];
      const stack = launchStack({ folder: `${folder}/stack`, prefix });
      await stack.ready();
      const family = await stack.family();
      stack.signal("SIGKILL");
      await stack.ended;
      assert.deepEqual(await survivors(family, { within: 10_000 }), []);
    }),
});

async function restStatus(url: string, apikey: string): Promise<number> {
  const response = await fetch(`${url}/rest/v1/`, { headers: { apikey } });
  await response.body?.cancel();
  return response.status;
}

function namespacesAllowed(): boolean {
  return new Deno.Command("unshare", { args: ["--user", "true"], stderr: "null" }).outputSync().success;
}
