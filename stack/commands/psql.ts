import { stackFolder } from "../config/folder.ts";
import { ignore } from "../ignore.ts";
import { parseOptions } from "../config/options.ts";
import { connect, databaseUrl } from "../database/prepare-database.ts";
import { describeSqlError } from "../database/migrations.ts";
import { runCommand, writeLine } from "./run-command.ts";
import { loadSecrets } from "../config/secrets.ts";
import { StackError } from "../stack-error.ts";
import { readState } from "../config/state-file.ts";

/**
 * `deno task psql [--dir FOLDER] [-- psql options]`: psql if this machine has it. Without psql, `-c "statement"`
 * or statements on standard input still work.
 */
async function psql(): Promise<number> {
  const split = Deno.args.indexOf("--");
  const own = split === -1 ? Deno.args.filter((_, at) => isOwn(at)) : Deno.args.slice(0, split);
  const others = split === -1 ? Deno.args.filter((_, at) => !isOwn(at)) : Deno.args.slice(split + 1);
  const folder = stackFolder(parseOptions(own).folder);
  const state = await readState(folder);
  if (state === null) {
    throw new StackError(`Cannot open the database: no stack runs from ${folder.root}`, {
      hint: "deno task start",
    });
  }
  const secrets = await loadSecrets(folder);
  const url = databaseUrl({ port: state.ports.database, passwords: secrets.passwords }, "postgres");
  return await runPsql(url, others) ?? await runPlain(url, others);
}

function isOwn(at: number): boolean {
  const [word, before] = [Deno.args[at] ?? "", Deno.args[at - 1] ?? ""];
  return word.startsWith("--dir") || before === "--dir";
}

async function runPsql(url: string, args: readonly string[]): Promise<number | null> {
  const { password, href } = new URL(url);
  try {
    // The password goes by environment: everybody can read arguments.
    const child = new Deno.Command("psql", {
      args: [href.replace(`:${password}@`, "@"), ...args],
      env: { PGPASSWORD: decodeURIComponent(password) },
      stdin: "inherit",
      stdout: "inherit",
      stderr: "inherit",
    }).spawn();
    Deno.addSignalListener("SIGINT", ignore); // Ctrl-C cancels a query in psql, it does not leave.
    return (await child.status).code;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

async function runPlain(url: string, args: readonly string[]): Promise<number> {
  const at = args.indexOf("-c");
  const text = at === -1 ? await new Response(Deno.stdin.readable).text() : args[at + 1] ?? "";
  const sql = connect(url);
  try {
    for (const row of await sql.unsafe(text)) writeLine(JSON.stringify(row));
    return 0;
  } catch (error) {
    throw new StackError(`Cannot run the statement: ${describeSqlError(error, text)}`, { cause: error });
  } finally {
    await sql.end();
  }
}

if (import.meta.main) await runCommand(psql);
