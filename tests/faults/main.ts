// deno task drill faults [--kills 200] [--seed N]: every fault with what was seen, then kills at random moments.
import { parseArgs } from "node:util";
import { runKills } from "./kill-run.ts";
import { scenarios } from "./run-scenarios.ts";

// deno-lint-ignore no-console
const print = (line: string): void => console.log(line);

const { values } = parseArgs({
  args: Deno.args,
  options: { kills: { type: "string", default: "200" }, seed: { type: "string" } },
});
const kills = Number(values.kills);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
if (!Number.isInteger(kills) || kills < 0 || kills > 2000 || !Number.isInteger(seed)) {
  // deno-lint-ignore no-console
  console.error("Cannot run: --kills is a whole number from 0 to 2000, --seed a whole number");
  Deno.exit(2);
}

let broken = 0;
print("| fault | what was seen |\n|---|---|");
for (const { name, skipped, run } of scenarios()) {
  try {
    print(`| ${name} | ${skipped === null ? await run() : `not tried: ${skipped}`} |`);
  } catch (error) {
    broken++;
    print(
      `| ${name} | BROKEN: ${error instanceof Error ? error.message.split("\n", 1)[0] : String(error)} |`,
    );
  }
}

if (kills > 0) {
  const report = await runKills({ kills, seed, report: print });
  print("");
  print(`| kills (postgres / postgrest / functions) | ${Object.values(report.kills).join(" / ")} |`);
  print("|---|---|");
  print(`| pulls asked / acknowledged | ${report.pulls.asked} / ${report.pulls.acknowledged} |`);
  print(`| reads answered / refused meanwhile | ${report.reads.answered} / ${report.reads.failed} |`);
  print(`| acknowledged prices lost | ${report.lost} |`);
  print(`| half pulls | ${report.half} |`);
  print(`| duplicates | ${report.duplicate} |`);
  print(`| reads that mixed two pulls | ${report.mixedReads} |`);
  print(`| slowest recovery | ${report.slowestRecoveryMs} ms |`);
  print(`| seed | ${report.seed} |`);
  broken += report.lost + report.half + report.duplicate + report.mixedReads;
}
if (broken > 0) Deno.exit(1);
