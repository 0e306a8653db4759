// deno task drill world [--runs 100] [--seed N] [--steps 60] [--only safe,live,…] [--plant NAME]: worlds that are not cooperative.
import { parseArgs } from "node:util";
import { type InvariantName, INVARIANTS } from "./invariants/invariant.ts";
import { codeOf, patchOf } from "./planted/plant.ts";
import { PLANTS } from "./planted/plants.ts";
import { runMany } from "./run-many.ts";
import { SCENARIOS } from "./scenarios.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: {
    runs: { type: "string", default: "100" },
    seed: { type: "string" },
    steps: { type: "string", default: "60" },
    only: { type: "string" },
    "clean-every": { type: "string", default: "8" },
    "isolate-every": { type: "string", default: "10" },
    plant: { type: "string" },
    verbose: { type: "boolean", default: false },
  },
});
// deno-lint-ignore no-console
const print = (line: string): void => console.log(line);
const seed = Number(values.seed ?? Math.floor(performance.timeOrigin) % 2 ** 30);
const only = new Set(
  values.only === undefined
    ? INVARIANTS
    : INVARIANTS.filter((name) => values.only?.split(",").includes(name)),
) as ReadonlySet<InvariantName>;
const plant = PLANTS.find(({ name }) => name === values.plant);
if (values.plant !== undefined && plant === undefined) {
  print(`There is no plant of that name. Plants: ${PLANTS.map(({ name }) => name).join(", ")}`);
  Deno.exit(2);
}
const planted = plant === undefined ? null : await codeOf(plant);
let runs = 0;
const report = await runMany({
  runs: Number(values.runs),
  seed,
  scenarios: values.seed === undefined || plant !== undefined ? SCENARIOS : [],
  steps: Number(values.steps),
  only,
  cleanEvery: Number(values["clean-every"]),
  isolateEvery: Number(values["isolate-every"]),
  ...(plant === undefined ? {} : { patch: patchOf(plant) }),
  ...(planted === null ? {} : { code: planted.code }),
  onRun({ seed, found, milliseconds, plan }): void {
    runs++;
    if (values.verbose) {
      print(
        `run ${runs}, seed ${seed}, ${milliseconds.toFixed(0)} ms: ${plan.providers.map(({ key }) => key)}`,
      );
      for (const { story, invariant, cause, detail, step } of found) {
        print(`\n${invariant}: ${cause}\n  after step ${step}: ${detail}\n    ${story.join("\n    ")}`);
      }
      return;
    }
    for (const { invariant, cause, subject, detail } of found) {
      print(`seed ${seed}: ${invariant}: ${cause}; ${subject}: ${detail.slice(0, 200)}`);
    }
    if (runs % 20 === 0) print(`${runs} runs`);
  },
});
if (planted !== null) Deno.removeSync(planted.folder, { recursive: true });
const { causes, steps, pulls, faults, seconds } = report;
print(
  `\n${report.runs} runs from seed ${seed}: ${steps} steps, ${pulls} pulls, ${faults} faults in ${
    seconds.toFixed(0)
  } s`,
);
print(`${(report.runs / seconds * 60).toFixed(0)} runs a minute\n`);
for (const { cause, runs, seeds, example } of causes) {
  print(
    `${String(runs).padStart(5)}  ${cause}\n       seeds ${
      seeds.join(", ")
    }; ${example.subject}: ${example.detail}`,
  );
}
if (causes.length === 0) print("no violation");
Deno.exit(causes.length === 0 ? 0 : 1);
