// For tests/newcomer.sh: an empty project on loopback until standard input ends. Writes the variables that point the
// CLI and `deno task deploy` at it into the file that is named, then one line.
import { startHostedLookalike } from "./hosted-lookalike.ts";

const file = Deno.args[0];
if (file === undefined) throw new Error("Cannot serve: no file for the variables is named");
const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "lookalike-" }));
const { ref, url, stack, api, stop } = await startHostedLookalike(folder);
const variables = { ...api.env, REFERENCE: ref, SPOT_PROJECT_URL: url, SUPABASE_DB_URL: stack.dbUrl };
const lines = Object.entries(variables).map(([name, value]) => `export ${name}='${value}'\n`);
Deno.writeTextFileSync(file, lines.join(""), { mode: 0o600 });
// deno-lint-ignore no-console
console.log("ready");
for await (const _chunk of Deno.stdin.readable);
await stop();
Deno.removeSync(folder, { recursive: true });
