/**
 * `deno task ok`: what must hold before a commit, one line a stage. What a stage says is shown where it fails, and the
 * first failure ends the gate: the later ones would mostly say the same.
 */
import { choose, commandOf } from "./parts.ts";
import { PROJECT_ROOT } from "../../stack/project-root.ts";

interface Stage {
  readonly name: string;
  readonly args: readonly string[];
}

const STAGES: readonly Stage[] = [
  { name: "format", args: ["fmt", "--check"] },
  // A configuration of its own, with packages that only this part of the suite downloads.
  { name: "of browser", args: ["fmt", "--check", "-c", "tests/browser/deno.json", "tests/browser"] },
  { name: "lint", args: ["lint"] },
  // Frozen: a package that the lock file does not name is refused.
  { name: "types, lock", args: ["check", "--quiet", "--frozen"] },
  { name: "import rules", args: ["run", "--allow-read", "tools/testing/check-imports.ts"] },
  { name: "generated", args: ["run", "-A", "tools/generate/main.ts", "--check"] },
  ...choose(["unit"]).map((choice) => ({ name: "unit tests", args: commandOf(choice, ["--reporter=dot"]) })),
];

async function main(): Promise<number> {
  const began = performance.now();
  for (const { name, args } of STAGES) {
    write(`${name.padEnd(13)}`);
    const started = performance.now();
    const { success, text } = await run(args);
    write(`${success ? "ok    " : "FAILED"} ${seconds(started)} s\n`);
    if (success) continue;
    write(`\n${text}\n\nAlone: deno ${args.join(" ")}\n`);
    return 1;
  }
  write(`all of it    ok     ${seconds(began)} s\n`);
  return 0;
}

async function run(args: readonly string[]): Promise<{ readonly success: boolean; readonly text: string }> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: PROJECT_ROOT,
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { success, text: (decoder.decode(stdout) + decoder.decode(stderr)).trim() };
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1).padStart(5);
}

function write(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}

if (import.meta.main) Deno.exit(await main());
