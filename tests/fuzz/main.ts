// deno task drill fuzz [--runs 100000] [--seed N]: bad inputs for functions, parsers and importer, with what came of them.
import { parseArgs } from "node:util";
import { runFuzz } from "./fuzz-run.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: { runs: { type: "string", default: "100000" }, seed: { type: "string" } },
});
const runs = Number(values.runs);
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
if (!Number.isInteger(runs) || runs < 100 || runs > 10_000_000 || !Number.isInteger(seed)) {
  // deno-lint-ignore no-console
  console.error("Cannot run: --runs is a whole number from 100 to 10000000, --seed a whole number");
  Deno.exit(2);
}

// deno-lint-ignore no-console
const print = (line: string): void => console.log(line);
const { inputs, seconds, targets, heapMegabytes, settingsVersion } = await runFuzz({
  runs,
  seed,
  report: print,
});
print(`\n| ${inputs} inputs in ${seconds} s, seed ${seed} | ended as |\n|---|---|`);
for (const [name, counts] of Object.entries(targets)) {
  const parts = Object.entries(counts).sort(([, a], [, b]) => b - a).map(([kind, count]) =>
    `${count} ${kind}`
  );
  print(`| ${name} | ${parts.join(", ")} |`);
}
print(`| heap after each tenth | ${heapMegabytes.join(", ")} MB |`);
print(`| changes of settings that no request should have made | ${settingsVersion - 1000} |`);
