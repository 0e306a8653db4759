// Runs the unit tests of shared/ and functions/ under the Deno of the hosted platform: the part deno21 of the suite.
// Arguments go to `deno test`.
import { findPlatformDeno } from "../common/deno-of-the-platform.ts";
import { PROJECT_ROOT } from "../../stack/project-root.ts";

const { command, env } = await findPlatformDeno(PROJECT_ROOT);
const { code } = await new Deno.Command(command, {
  // It cannot read the lock file of a newer Deno; types are checked by the current one.
  args: ["test", "--no-lock", ...Deno.args, "tests/unit/shared", "tests/unit/functions"],
  cwd: PROJECT_ROOT,
  env,
}).spawn().status;
Deno.exit(code);
