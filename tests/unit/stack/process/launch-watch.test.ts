import assert from "node:assert/strict";
import { isLauncher } from "../../../../stack/process/launch-watch.ts";

for (
  const line of [
    "npm exec deno task start",
    "node /usr/bin/npx -y deno task start",
    "sh -c deno task start",
    "sh -c 'deno' task start",
    "node /home/ann/.npm/_npx/05eeecd/node_modules/.bin/deno task start",
    "/home/ann/.npm/_npx/05eeecd/node_modules/@deno/linux-x64-glibc/deno task start",
    "deno task start --simulate",
  ]
) {
  Deno.test(`isLauncher() follows "${line}"`, () => assert.ok(isLauncher(line)));
}

for (
  const line of ["-bash", "/bin/zsh", "deno test -A", "node server.js", "sshd: me@pts/0", "code --npx", ""]
) {
  Deno.test(`isLauncher() does not follow "${line}"`, () => assert.ok(!isLauncher(line)));
}
