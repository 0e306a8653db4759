/**
 * `deno task export FOLDER [--quotes] [--url https://<project>.supabase.co] [--dir .local]`
 *
 * Writes prices.csv, bars.csv and fx.csv (and quotes.csv when asked) into a folder. `deno task import` reads
 * prices.csv again; see docs/history.md.
 */
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { AppError } from "../../shared/errors.ts";
import { runCommand, writeLine } from "../../stack/commands/run-command.ts";
import { StackError } from "../../stack/stack-error.ts";
import { exportCsv, type ExportName } from "./run-export.ts";
import { findTarget } from "../common/target.ts";

async function exportAll(): Promise<number> {
  const { folder, names, url, dir } = readOptions(Deno.args);
  const target = await findTarget({ url, dir, env: (name) => Deno.env.get(name) });
  await Deno.mkdir(folder, { recursive: true });
  writeLine(`Exporting ${target.name} to ${folder}`);
  try {
    for (const name of names) {
      const path = join(folder, `${name}.csv`);
      using file = await create(path);
      const encoder = new TextEncoder();
      let rows = 0;
      for await (const portion of exportCsv(name, target.store)) {
        const writer = file.writable.getWriter();
        await writer.write(encoder.encode(portion.text));
        writer.releaseLock();
        rows += portion.rows;
      }
      writeLine(`  ${path}: ${rows.toLocaleString("en")} rows`);
    }
    return 0;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new StackError(error.message, {
      cause: error,
      ...(error.hint === null ? {} : { hint: error.hint }),
    });
  }
}

/** Never over a file that is there: an export may be the only copy of what has been thinned out since. */
async function create(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path, { write: true, createNew: true });
  } catch (cause) {
    if (!(cause instanceof Deno.errors.AlreadyExists)) throw cause;
    throw new StackError(`Cannot export to ${path}: the file exists`, { cause, hint: "Name another folder" });
  }
}

function readOptions(
  args: readonly string[],
): {
  readonly folder: string;
  readonly names: ExportName[];
  readonly url: string | null;
  readonly dir: string;
} {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { quotes: { type: "boolean" }, url: { type: "string" }, dir: { type: "string" } },
    });
    const [folder, ...others] = positionals;
    if (folder === undefined || others.length > 0) throw new TypeError("one folder is to be named");
    return {
      folder: resolve(folder),
      names: ["prices", "bars", "fx", ...(values.quotes ? ["quotes"] as const : [])],
      url: values.url ?? null,
      dir: resolve(values.dir ?? ".local"),
    };
  } catch (cause) {
    throw new StackError(`Cannot export: ${cause instanceof Error ? cause.message : String(cause)}`, {
      hint: "deno task export FOLDER [--quotes] [--url https://<project>.supabase.co] [--dir .local]",
    });
  }
}

if (import.meta.main) await runCommand(exportAll);
