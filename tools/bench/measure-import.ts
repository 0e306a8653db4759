import { join } from "node:path";
import { Secret } from "../../shared/secret.ts";
import { createStore } from "../../shared/store/store.ts";
import { findHistoryFiles } from "../history-import/history-files.ts";
import { runImport } from "../history-import/run-import.ts";
import type { BenchStack } from "./bench-stack.ts";
import { makeHistory } from "./recording.ts";
import { perSecond, type Row, row } from "./row.ts";

const DAYS = 12_000;

/** Decades of daily prices of four metals into an empty table, and once more. */
export async function measureImport(stack: BenchStack): Promise<Row[]> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(folder, "history.csv"), makeHistory(DAYS));
    const files = await findHistoryFiles([folder]);
    const store = createStore({
      supabaseUrl: stack.url,
      key: new Secret(stack.secretKey),
      fetch: (request) => fetch(request),
      timeoutMs: 60_000,
    });
    const first = await runImport(files, { store, now: () => Date.now() });
    const again = await runImport(files, { store, now: () => Date.now() });
    if (first.new !== first.rows || again.same !== again.rows) throw new Error("the import missed rows");
    const rate = (summary: typeof first): number => summary.rows / summary.milliseconds * 1000;
    return [
      row(`import of ${first.rows.toLocaleString("en")} daily prices`, {
        value: perSecond(rate(first)),
        goal: "≥ 20,000/s",
        isMet: rate(first) >= 20_000,
      }),
      row("the same again, which changes nothing", { value: perSecond(rate(again)) }),
    ];
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
