/**
 * `deno task import FILE|FOLDER… [--dry-run] [--url https://<project>.supabase.co] [--dir .local]`
 *
 * Prices of the past from CSV (ts,metal,price_usd_toz,provider) or StackTrackr's JSON files; see docs/history.md.
 * Exit code 0 also where rows were rejected: the summary says which.
 */
import { parseArgs } from "node:util";
import { resolve } from "node:path";
import { AppError } from "../../shared/errors.ts";
import { runCommand, writeLine } from "../../stack/commands/run-command.ts";
import { StackError } from "../../stack/stack-error.ts";
import { findHistoryFiles } from "./history-files.ts";
import { createProgress } from "./progress.ts";
import { runImport } from "./run-import.ts";
import { summaryText } from "./summary-text.ts";
import { findTarget } from "../common/target.ts";

async function importHistory(): Promise<number> {
  const { paths, dryRun, url, dir } = readOptions(Deno.args);
  const files = await findHistoryFiles(paths);
  const target = await findTarget({ url, dir, env: (name) => Deno.env.get(name) });
  writeLine(`Importing into ${target.name}`);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const progress = createProgress(bytes, {
    isTerminal: Deno.stderr.isTerminal(),
    write: (text) => Deno.stderr.writeSync(new TextEncoder().encode(text)),
    now: () => performance.now(),
  });
  try {
    const summary = await runImport(files, {
      store: target.store,
      dryRun,
      now: () => Date.now(),
      onProgress: progress.show,
    });
    progress.end();
    writeLine(summaryText(summary, { dryRun }));
    return 0;
  } catch (error) {
    progress.end();
    if (!(error instanceof AppError)) throw error;
    throw new StackError(error.message, {
      cause: error,
      hint: error.hint ?? "What was stored stays; the same command goes on from there",
    });
  }
}

function readOptions(
  args: readonly string[],
): { readonly paths: string[]; readonly dryRun: boolean; readonly url: string | null; readonly dir: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { "dry-run": { type: "boolean" }, url: { type: "string" }, dir: { type: "string" } },
    });
    if (positionals.length === 0) throw new TypeError("no file or folder is named");
    return {
      paths: positionals,
      dryRun: values["dry-run"] ?? false,
      url: values.url ?? null,
      dir: resolve(values.dir ?? ".local"),
    };
  } catch (cause) {
    throw new StackError(`Cannot import: ${cause instanceof Error ? cause.message : String(cause)}`, {
      hint: "deno task import FILE|FOLDER… [--dry-run] [--url https://<project>.supabase.co] [--dir .local]",
    });
  }
}

if (import.meta.main) await runCommand(importHistory);
