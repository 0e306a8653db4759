// Runs the unit tests of shared/ and functions/ under the Deno of the hosted platform. Arguments go to `deno test`.
import { dirname } from "node:path";
import { findPlatformDeno } from "./deno-of-the-platform.ts";

const root = dirname(dirname(import.meta.dirname ?? "."));
const { command, env } = await findPlatformDeno(root);
const permissions = ["--allow-read", "--allow-env=FIXTURES_DIR,CI"];
const { code } = await new Deno.Command(command, {
  // It cannot read the lock file of a newer Deno; types are checked by the current one.
  args: [
    "test",
    "--no-lock",
    "--no-check",
    ...permissions,
    ...Deno.args,
    "tests/unit/shared",
    "tests/unit/functions",
  ],
  cwd: root,
  env,
}).spawn().status;
Deno.exit(code);
