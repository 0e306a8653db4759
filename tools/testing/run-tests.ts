/**
 * `deno task test [PART…] [-- OPTION…]`: the parts of the suite, one after the other, and one line at the end.
 * PART is the name of a `test:` task (unit, db, stack, http …), or `all` for the long ones too. What follows `--` goes
 * to each of them: `deno task test unit http -- --filter replay`. Exit code 1 if anything failed.
 */
import { join } from "node:path";
import { z } from "zod";
import { type Counts, readCounts } from "./read-counts.ts";
import { LEFT_OUT, partsOf } from "./parts.ts";
import { PROJECT_ROOT } from "../../stack/project-root.ts";

const Config = z.object({ tasks: z.record(z.string(), z.unknown()) });

interface Result extends Counts {
  readonly part: string;
  readonly seconds: number;
}

async function main(): Promise<number> {
  const [names, options] = splitAt(Deno.args, "--");
  const { tasks } = Config.parse(JSON.parse(Deno.readTextFileSync(join(PROJECT_ROOT, "deno.json"))));
  const parts = partsOf(Object.keys(tasks), names);
  const results: Result[] = [];
  for (const part of parts) {
    write(`\n── ${part} ──\n`);
    results.push(await run(part, options));
  }
  const sum = (pick: (counts: Counts) => number): number =>
    results.reduce((total, one) => total + pick(one), 0);
  write("\n");
  for (const { part, passed, failed, ignored, seconds } of results) {
    const skipped = ignored === 0 ? "" : `, ${ignored} ignored`;
    write(
      `${failed === 0 ? "ok    " : "FAILED"} ${
        part.padEnd(16)
      } ${passed} passed, ${failed} failed${skipped} (${seconds.toFixed(0)} s)\n`,
    );
  }
  if (names.length === 0) {
    for (const [task, why] of Object.entries(LEFT_OUT)) {
      if (task in tasks) write(`       ${task} not run: ${why}\n`);
    }
  }
  write(`\n${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed\n`);
  return results.every(({ failed }) => failed === 0) ? 0 : 1;
}

async function run(part: string, options: readonly string[]): Promise<Result> {
  const began = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", part, ...options],
    cwd: PROJECT_ROOT,
    stdin: "null",
    stdout: "piped",
  }).spawn();
  let output = "";
  const decoder = new TextDecoder();
  for await (const chunk of child.stdout) {
    Deno.stdout.writeSync(chunk);
    // The counts stand at the end; the rest of a long output need not be kept.
    output = (output + decoder.decode(chunk, { stream: true })).slice(-20_000);
  }
  const { code } = await child.status;
  const counts = readCounts(output);
  const seconds = (performance.now() - began) / 1000;
  // A part that says nothing, or ends badly without saying why, has failed whatever it counted.
  if (counts === null || (code !== 0 && counts.failed === 0)) {
    write(`${part} ended with code ${code}${counts === null ? " and gave no counts" : ""}\n`);
    return { part, seconds, passed: counts?.passed ?? 0, failed: 1, ignored: counts?.ignored ?? 0 };
  }
  return { part, seconds, ...counts };
}

function splitAt(words: readonly string[], mark: string): readonly [readonly string[], readonly string[]] {
  const at = words.indexOf(mark);
  return at === -1 ? [words, []] : [words.slice(0, at), words.slice(at + 1)];
}

function write(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}

if (import.meta.main) Deno.exit(await main());
