import { z } from "zod";
import { createHistoryJudge, type Judged } from "../../shared/history/judge-history.ts";
import {
  type HistoryRow,
  isRefused,
  type ReadRow,
  type RefusedRow,
} from "../../shared/history/history-row.ts";
import type { Store } from "../../shared/store/store.ts";
import { type HistoryFile, readHistoryFile } from "./history-files.ts";

export interface ImportSummary {
  readonly files: number;
  readonly rows: number;
  readonly new: number;
  readonly same: number;
  readonly conflicting: number;
  /** The first ones. */
  readonly conflicts: readonly Conflict[];
  readonly refused: readonly RefusedRow[];
  readonly milliseconds: number;
}

export interface ImportOptions {
  readonly store: Pick<Store, "call">;
  /** Looks, but writes nothing. */
  readonly dryRun?: boolean;
  /** Turns what the file says into US dollars per troy ounce. */
  readonly convert?: (row: ReadRow) => ReadRow;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly onProgress?: (progress: { readonly bytes: number; readonly rows: number }) => void;
}

const Conflict = z.object({
  metal: z.string(),
  ts: z.string(),
  stored: z.number(),
  offered: z.number(),
  stored_provider: z.string(),
  offered_provider: z.string(),
});
type Conflict = z.infer<typeof Conflict>;

const Answer = z.object({
  new: z.number(),
  same: z.number(),
  conflicting: z.number(),
  conflicts: z.array(Conflict),
});

/** Large enough that a call costs little per row, small enough to be far from any limit on bodies. */
const BATCH = 5000;
/** Batches that are being stored at one time. */
const IN_FLIGHT = 2;
const CONFLICTS_SHOWN = 20;

/** Imports the files in the order given. While batches are being stored, the next is read and judged. */
export async function runImport(
  files: readonly HistoryFile[],
  options: ImportOptions,
): Promise<ImportSummary> {
  const { store, now, dryRun = false, convert = (row): ReadRow => row, onProgress } = options;
  const began = now();
  const judge = createHistoryJudge({ now: began });
  const total = { rows: 0, new: 0, same: 0, conflicting: 0 };
  const conflicts: Conflict[] = [];
  const refused: RefusedRow[] = [];
  let bytes = 0;
  let batch: HistoryRow[] = [];
  let group: HistoryRow[] = [];
  let storing: Promise<void>[] = [];
  const prepared = new Set<number>();

  async function send(rows: readonly HistoryRow[]): Promise<void> {
    const answer = Answer.parse(
      await store.call("import_prices", {
        metals: rows.map(({ metal }) => metal),
        times: rows.map(({ ts }) => ts),
        prices: rows.map(({ price }) => price),
        providers: rows.map(({ provider }) => provider),
        dry_run: dryRun,
      }),
    );
    total.new += answer.new;
    total.same += answer.same;
    total.conflicting += answer.conflicting;
    conflicts.push(...answer.conflicts.slice(0, CONFLICTS_SHOWN - conflicts.length));
    onProgress?.({ bytes, rows: total.rows });
  }

  /** Years that no batch has had yet get their partitions while none is on its way. */
  async function prepare(rows: readonly HistoryRow[]): Promise<void> {
    const years = [...new Set(rows.map(({ at }) => new Date(at).getUTCFullYear()))];
    const missing = years.filter((year) => !prepared.has(year));
    if (missing.length === 0 || dryRun) return;
    await Promise.all(storing);
    storing = [];
    // Those that come next too, so that this is rare.
    const last = Math.max(...missing);
    const wanted = [...missing, ...Array.from({ length: 10 }, (_, ahead) => last + 1 + ahead)]
      .filter((year) => year <= new Date(began).getUTCFullYear());
    await store.call("prepare_import", { years: wanted });
    for (const year of wanted) prepared.add(year);
  }

  function take(judged: Judged): void {
    batch.push(...judged.accepted);
    refused.push(...judged.refused);
  }

  async function flush(least: number): Promise<void> {
    while (batch.length >= least && batch.length > 0) {
      const rows = batch.slice(0, BATCH);
      batch = batch.slice(BATCH);
      await prepare(rows);
      if (storing.length === IN_FLIGHT) await storing.shift();
      const stored = send(rows);
      // Awaited later; until then a failure must not count as unhandled.
      stored.catch(() => {});
      storing = [...storing, stored];
    }
  }

  for (const { path } of files) {
    for await (const rows of readHistoryFile(path, (count) => bytes += count)) {
      total.rows += rows.length;
      for (const given of rows) {
        const row = convert(given);
        if (isRefused(row)) {
          refused.push(row);
          continue;
        }
        if (group[0] !== undefined && group[0].at !== row.at) {
          take(judge.judge(group));
          group = [];
        }
        group.push(row);
      }
      await flush(BATCH);
      onProgress?.({ bytes, rows: total.rows });
    }
  }
  take(judge.judge(group));
  take(judge.end());
  await flush(0);
  await Promise.all(storing);
  if (!dryRun && total.new > 0) await store.call("finish_import", {});
  return { files: files.length, ...total, conflicts, refused, milliseconds: now() - began };
}
