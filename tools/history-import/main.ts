/**
 * `deno task import FILE|FOLDER… [--dry-run] [--unit g|kg] [--currency CODE] [--clear-invented] [--yes]
 *    [--url https://<project>.supabase.co] [--dir .local]`
 *
 * Prices of the past from CSV (ts,metal,price_usd_toz,provider) or StackTrackr's JSON files; see docs/history.md.
 * Exit code 0 also where rows were rejected: the summary says which.
 */
import { AppError } from "../../shared/errors.ts";
import type { ReadRow } from "../../shared/history/history-row.ts";
import { type Scale, toDollars } from "../../shared/history/to-dollars.ts";
import { runCommand, writeLine } from "../../stack/commands/run-command.ts";
import { StackError } from "../../stack/stack-error.ts";
import { findTarget } from "../common/target.ts";
import { lookAt, settleScale } from "./check-scale.ts";
import { findHistoryFiles, type HistoryFile, readHistoryFile } from "./history-files.ts";
import { loadRates } from "./load-rates.ts";
import { readOptions } from "./options.ts";
import { createProgress } from "./progress.ts";
import { type ImportOptions, runImport } from "./run-import.ts";
import { sampleRows } from "./sample-rows.ts";
import { summaryText } from "./summary-text.ts";

async function importHistory(): Promise<number> {
  const { paths, dryRun, yes, clearInvented, unit, currency, url, dir } = readOptions(Deno.args);
  const files = await findHistoryFiles(paths);
  const target = await findTarget({ url, dir, env: (name) => Deno.env.get(name) });
  const { store } = target;
  writeLine(`Importing into ${target.name}`);
  try {
    const scale: Scale = {
      unit,
      currency,
      rates: currency === null ? new Map() : await loadRates(currency, store),
    };
    const convert = (row: ReadRow): ReadRow => toDollars(row, scale);
    const sample = await sampleRows(readAll(files, convert));
    settleScale(await lookAt(sample, store), sample.summaries, {
      dryRun,
      yes,
      clearInvented,
      write: writeLine,
      confirm: Deno.stdin.isTerminal() ? confirm : null,
    });
    if (clearInvented && !dryRun) await store.call("prepare_import", { years: [], clear_invented: true });
    return await importFiles(files, { store, dryRun, convert });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new StackError(error.message, {
      cause: error,
      hint: error.hint ?? "What was stored stays; the same command goes on from there",
    });
  }
}

async function* readAll(
  files: readonly HistoryFile[],
  convert: (row: ReadRow) => ReadRow,
): AsyncGenerator<ReadRow[]> {
  for (const { path } of files) {
    for await (const rows of readHistoryFile(path)) yield rows.map(convert);
  }
}

async function importFiles(
  files: readonly HistoryFile[],
  options: Pick<ImportOptions, "store" | "convert"> & { readonly dryRun: boolean },
): Promise<number> {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const progress = createProgress(bytes, {
    isTerminal: Deno.stderr.isTerminal(),
    write: (text) => Deno.stderr.writeSync(new TextEncoder().encode(text)),
    now: () => performance.now(),
  });
  try {
    const summary = await runImport(files, { ...options, now: () => Date.now(), onProgress: progress.show });
    progress.end();
    writeLine(summaryText(summary, options));
    return 0;
  } catch (error) {
    progress.end();
    throw error;
  }
}

if (import.meta.main) await runCommand(importHistory);
