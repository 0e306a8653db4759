// deno task faults [--kills 200] [--seed N]: kills services at random moments and prints what was lost.
import { parseArgs } from "node:util";
import { runKills } from "./kill-run.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: { kills: { type: "string", default: "200" }, seed: { type: "string" } },
});
const kills = Number(values.kills);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
if (!Number.isInteger(kills) || kills < 1 || kills > 2000 || !Number.isInteger(seed)) {
  // deno-lint-ignore no-console
  console.error("Cannot run: --kills is a whole number from 1 to 2000, --seed a whole number");
  Deno.exit(2);
}

// deno-lint-ignore no-console
const print = (line: string): void => console.log(line);
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
if (report.lost + report.half + report.duplicate + report.mixedReads > 0) Deno.exit(1);
