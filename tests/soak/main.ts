// deno task drill soak [--minutes 10] [--seed N]: readers, pulls and faults at once, then one client against another.
import { parseArgs } from "node:util";
import { runFairness } from "./fairness-run.ts";
import { type Load, runSoak } from "./soak-run.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: { minutes: { type: "string", default: "10" }, seed: { type: "string" } },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
if (!(minutes >= 0.5 && minutes <= 120) || !Number.isInteger(seed)) {
  // deno-lint-ignore no-console
  console.error("Cannot run: --minutes is a number from 0.5 to 120, --seed a whole number");
  Deno.exit(2);
}
// deno-lint-ignore no-console
const print = (line: string): void => console.log(line);

const kindsOf = ({ kinds }: Load): string =>
  Object.entries(kinds).map(([kind, count]) => `${count} × ${kind}`).join(", ") || "–";

const soak = await runSoak({ minutes, seed, report: print });
const { calm, troubled, memory, files } = soak;
print(
  `\n| ${minutes} minutes, seed ${seed} | apart from faults | during faults and 5 s after |\n|---|---|---|`,
);
print(`| answers | ${calm.answers} | ${troubled.answers} |`);
print(`| errors | ${calm.errors} | ${troubled.errors} |`);
print(`| of them | ${kindsOf(calm)} | ${kindsOf(troubled)} |`);
print(`| cut off | ${calm.broken} | ${troubled.broken} |`);
print(`| p50 / p99 | ${calm.p50} / ${calm.p99} ms | ${troubled.p50} / ${troubled.p99} ms |`);
print(`\n| | |\n|---|---|`);
print(`| pulls asked / succeeded | ${soak.pulls.asked} / ${soak.pulls.succeeded} |`);
print(`| faults | ${Object.entries(soak.faults).map(([name, count]) => `${count} × ${name}`).join(", ")} |`);
for (const [name, { megabytes, growthPerMinute }] of Object.entries(memory)) {
  print(`| memory of ${name} | ${megabytes} MB, ${growthPerMinute} MB a minute |`);
}
print(`| open files of the functions, middle and end | ${files.first}, ${files.last} |`);
print(`| connections of the database, most | ${soak.mostConnections} |`);
print(`| prices lost / half pulls / duplicates | 0 / ${soak.half} / ${soak.duplicate} |`);

let refused = 0;
for (const rate of [500, 1000, 0]) {
  const { flood, idle, during } = await runFairness({ requests: 10_000, rate });
  refused += during.refused;
  const pace = rate === 0 ? "as fast as they are answered" : `${rate} a second`;
  print(
    `\n| ${flood.sent} requests of one address, ${pace}; another one reads | idle | during the flood |\n|---|---|---|`,
  );
  print(`| answers / refused | ${idle.answers} / ${idle.refused} | ${during.answers} / ${during.refused} |`);
  print(`| p50 / p99 | ${idle.p50} / ${idle.p99} ms | ${during.p50} / ${during.p99} ms |`);
  print(`| the flood's own answers | | ${JSON.stringify(flood.statuses)} |`);
}
if (calm.errors + calm.broken + soak.half + soak.duplicate + refused > 0) Deno.exit(1);
