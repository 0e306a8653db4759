/**
 * `deno task replay FILE`: drives a recording of real prices through the providers' wire formats, the pull, the
 * database and the reads, at its recorded times, and holds what is stored to the recording. Exit code 1 on any
 * difference.
 */
import { stackFolder } from "../../stack/config/folder.ts";
import { runCommand, writeLine } from "../../stack/commands/run-command.ts";
import { StackError } from "../../stack/stack-error.ts";
import { readRecording } from "../../stack/upstream/read-recording.ts";
import type { RecordedRow } from "../../stack/upstream/recorded-prices.ts";
import { compareReads, questionsAbout } from "./compare-reads.ts";
import { drive } from "./drive.ts";
import { expectedRows } from "./expected-rows.ts";
import { parseReplayOptions } from "./options.ts";
import { type ReplayStack, startReplayStack } from "./replay-stack.ts";
import { report } from "./report.ts";
import { verify } from "./verify.ts";

const READS_TO_COMPARE = 60;

async function replay(): Promise<number> {
  const options = parseReplayOptions(Deno.args);
  const rows = read(options.file);
  const ending = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => ending.abort(new StackError("Stopped")));
  }
  writeLine(`Replaying ${options.file}`);
  const stack = await startReplayStack(stackFolder(options.folder), {
    file: options.file,
    report: (line) => writeLine(`  ${line}`),
  });
  try {
    const began = performance.now();
    const states = await drive(rows, stack, {
      onStep: progress,
      signal: ending.signal,
      ...(options.speed === null ? {} : { speed: options.speed }),
    });
    const seconds = (performance.now() - began) / 1000;
    const verification = await verify(expectedRows(rows), stack.sql);
    const questions = questionsAbout([...new Set(rows.map(({ at }) => at))], { count: READS_TO_COMPARE });
    const reads = await compareReads(questions, stack);
    writeLine(report({ verification, states, seconds, reads }));
    if (options.serve) await serve(stack, ending.signal);
    const isRight = verification.mismatches.length === 0 && reads.differences.length === 0 &&
      reads.answered === questions.length;
    return isRight ? 0 : 1;
  } finally {
    await stack.stop();
  }
}

function read(file: string): readonly RecordedRow[] {
  try {
    return readRecording(Deno.readTextFileSync(file));
  } catch (cause) {
    throw new StackError(cause instanceof Error ? cause.message : String(cause), {
      cause,
      hint: "A recording is a CSV with the columns ts,metal,price_usd_toz,provider",
    });
  }
}

function progress(done: number, total: number): void {
  const isTerminal = Deno.stdout.isTerminal();
  // A log gets ten lines, a terminal one that changes.
  if (!isTerminal && done % Math.ceil(total / 10) !== 0 && done !== total) return;
  const line = `  ${done} of ${total} times (${Math.floor(100 * done / total)} %)`;
  if (!isTerminal || done === total) return writeLine(isTerminal ? `\r${line}` : line);
  Deno.stdout.writeSync(new TextEncoder().encode(`\r${line}`));
}

async function serve(stack: ReplayStack, signal: AbortSignal): Promise<void> {
  writeLine(`
  API URL          ${stack.url}
  aliases          ${stack.aliasUrl}/api/prices
  database         ${stack.databaseUrl}
  publishable key  ${stack.publishableKey}

Try: curl '${stack.url}/functions/v1/prices-read?metal=gold&at=2026-02-27T15:00:01Z'
Ctrl-C stops it.`);
  await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
}

if (import.meta.main) await runCommand(replay);
