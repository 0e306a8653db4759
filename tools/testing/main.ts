/**
 * `deno task test [PART|FILE…] [-- OPTION…]`: the parts of the suite, one after the other, and one line at the end.
 * parts.ts names them; `all` means every one. What follows `--` goes to each part:
 * `deno task test unit http -- --filter replay`. Exit code 1 if anything failed.
 */
import { runCommand } from "../../stack/commands/run-command.ts";
import { PROJECT_ROOT } from "../../stack/project-root.ts";
import { type Choice, choose, commandOf, PARTS } from "./parts.ts";
import { type Counts, readCounts } from "./read-counts.ts";

interface Result extends Counts {
  readonly name: string;
  readonly seconds: number;
}

async function main(): Promise<number> {
  const [words, options] = splitAt(Deno.args, "--");
  if (words.some((word) => word.startsWith("-"))) return usage();
  const results: Result[] = [];
  for (const choice of choose(words)) {
    write(`\n── ${choice.part.name} ──\n`);
    results.push(await run(choice, options));
  }
  const sum = (pick: (counts: Counts) => number): number =>
    results.reduce((total, one) => total + pick(one), 0);
  write("\n");
  for (const { name, passed, failed, ignored, seconds } of results) {
    const skipped = ignored === 0 ? "" : `, ${ignored} ignored`;
    const state = failed === 0 ? "ok    " : "FAILED";
    write(
      `${state} ${name.padEnd(12)} ${passed} passed, ${failed} failed${skipped} (${seconds.toFixed(0)} s)\n`,
    );
  }
  if (words.length === 0) {
    for (const { name, onlyByName } of PARTS) {
      if (onlyByName !== null) write(`       ${name.padEnd(12)} not run: ${onlyByName}\n`);
    }
  }
  write(`\n${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed\n`);
  return results.every(({ failed }) => failed === 0) ? 0 : 1;
}

function usage(): number {
  write("deno task test [PART|FILE…] [-- OPTION OF deno test…]\n\n");
  for (const { name, about, onlyByName } of PARTS) {
    write(`  ${name.padEnd(12)} ${about}${onlyByName === null ? "" : ` (only by name: ${onlyByName})`}\n`);
  }
  write(`  ${"all".padEnd(12)} every part\n`);
  return Deno.args.includes("--help") ? 0 : 2;
}

async function run(choice: Choice, options: readonly string[]): Promise<Result> {
  const { name } = choice.part;
  const began = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: [...commandOf(choice, options)],
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
    write(`${name} ended with code ${code}${counts === null ? " and gave no counts" : ""}\n`);
    return { name, seconds, passed: counts?.passed ?? 0, failed: 1, ignored: counts?.ignored ?? 0 };
  }
  return { name, seconds, ...counts };
}

function splitAt(words: readonly string[], mark: string): readonly [readonly string[], readonly string[]] {
  const at = words.indexOf(mark);
  return at === -1 ? [words, []] : [words.slice(0, at), words.slice(at + 1)];
}

function write(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}

await runCommand(main);
