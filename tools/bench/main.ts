/**
 * `deno task bench [--size 1e5,1e6,1e7] [--seconds 2] [--write]`
 *
 * Measures reads, pulls, import, boot and storage beside baselines that it starts itself, on a stack of its own.
 * `--write` puts the table into docs/performance.md. Needs wrk (in Debian: apt-get install wrk).
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runCommand, writeLine } from "../../stack/commands/run-command.ts";
import { StackError } from "../../stack/stack-error.ts";
import { startBenchStack } from "./bench-stack.ts";
import { hasWrk } from "./load.ts";
import { measureBoot } from "./measure-boot.ts";
import { measureBundles } from "./measure-bundles.ts";
import { measureImport } from "./measure-import.ts";
import { measurePulls } from "./measure-pulls.ts";
import { measureReads } from "./measure-reads.ts";
import { measureSizes } from "./measure-sizes.ts";
import { measureStorage } from "./measure-storage.ts";
import { makeRecording } from "./recording.ts";
import { machine, tableOf, withTable } from "./report.ts";
import type { Row } from "./row.ts";
import { PROJECT_ROOT } from "../../stack/project-root.ts";

const PULLS = 120;

async function bench(): Promise<number> {
  const { sizes, seconds, write } = readOptions(Deno.args);
  if (!await hasWrk()) {
    throw new StackError("Cannot measure: wrk is not installed", { hint: "In Debian: apt-get install wrk" });
  }
  const report = (line: string): void => writeLine(`  ${line}`);
  writeLine("Bench: starting a stack of its own");
  const rows: Row[] = [...measureBundles(PROJECT_ROOT), ...await measureBoot()];
  const stack = await startBenchStack(makeRecording(PULLS));
  try {
    report("pulls");
    rows.push(...await measurePulls(stack, { pulls: PULLS }));
    report("import");
    rows.push(...await measureImport(stack));
    report("storage");
    rows.push(...await measureStorage(stack));
    rows.push(...await measureSizes(stack, { sizes, report }));
    report("reads");
    rows.push(...await measureReads(stack, { seconds }));
  } finally {
    await stack.stop();
  }
  const table = tableOf(rows);
  writeLine(`\n${machine()}\n\n${table}`);
  if (write) {
    const page = join(PROJECT_ROOT, "docs", "performance.md");
    await Deno.writeTextFile(page, withTable(await Deno.readTextFile(page), `${machine()}\n\n${table}`));
  }
  const missed = rows.filter(({ isMet }) => isMet === false);
  writeLine(
    missed.length === 0 ? "\nEvery goal is met" : `\nMissed: ${missed.map(({ what }) => what).join("; ")}`,
  );
  return missed.length === 0 ? 0 : 1;
}

function readOptions(
  args: readonly string[],
): { readonly sizes: readonly number[]; readonly seconds: number; readonly write: boolean } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { size: { type: "string" }, seconds: { type: "string" }, write: { type: "boolean" } },
    });
    const sizes = (values.size ?? "1e4,1e5").split(",").map(Number);
    const seconds = Number(values.seconds ?? 2);
    if (!sizes.every((size) => size >= 1000 && size <= 1e7)) {
      throw new TypeError("--size holds numbers from 1e3 to 1e7");
    }
    if (!(seconds >= 1 && seconds <= 60)) throw new TypeError("--seconds is a number from 1 to 60");
    return { sizes, seconds, write: values.write ?? false };
  } catch (cause) {
    throw new StackError(`Cannot measure: ${cause instanceof Error ? cause.message : String(cause)}`, {
      hint: "deno task bench [--size 1e5,1e6,1e7] [--seconds 2] [--write]",
    });
  }
}

if (import.meta.main) await runCommand(bench);
