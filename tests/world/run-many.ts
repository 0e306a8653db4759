import fc from "fast-check";
import { type InvariantName, INVARIANTS } from "./invariants/invariant.ts";
import { openWorldDatabase } from "./machine/database.ts";
import { VirtualTime } from "./machine/virtual-time.ts";
import { anyWorld } from "./model/arbitraries.ts";
import type { WorldPlan } from "./model/world-plan.ts";
import { isolated, type Served, servedIn } from "./invariants/isolated.ts";
import { type Found, runWorld } from "./run-world.ts";
import type { Scenario } from "./scenarios.ts";
import type { PullCode } from "./world.ts";

export interface ManyOptions {
  readonly runs: number;
  /** Run i has the seed `seed + i`; one run with that seed is the same run. */
  readonly seed: number;
  readonly steps: number;
  readonly only?: ReadonlySet<InvariantName>;
  /** One run in so many is clean (8 unless told otherwise); 0 for none. */
  readonly cleanEvery?: number;
  readonly patch?: (sql: string, name: string) => string;
  readonly code?: PullCode;
  /** Worlds that are run before the random ones; their seeds are −1, −2, … */
  readonly scenarios?: readonly Scenario[];
  /** One run in so many is run again without one of its faults, for `isolated`; 0 for none. */
  readonly isolateEvery?: number;
  readonly onRun?: (run: RunReport) => void;
}

export interface RunReport {
  readonly seed: number;
  readonly plan: WorldPlan;
  readonly found: readonly Found[];
  /** What went wrong that is no matter of prices. */
  readonly broke: unknown;
  readonly milliseconds: number;
}

export interface ManyReport {
  readonly runs: number;
  readonly steps: number;
  readonly pulls: number;
  readonly faults: number;
  readonly seconds: number;
  readonly causes: readonly Cause[];
}

export interface Cause {
  readonly cause: string;
  /** Runs in which it happened. */
  readonly runs: number;
  readonly seeds: readonly number[];
  readonly example: Found;
}

/** Runs many worlds one after the other in one database. */
export async function runMany(options: ManyOptions): Promise<ManyReport> {
  const time = new VirtualTime(0);
  const { patch, code, cleanEvery = 8 } = options;
  const database = await openWorldDatabase({ now: time.now, ...(patch === undefined ? {} : { patch }) });
  const machine = { database, time, ...(code === undefined ? {} : { code }) };
  const only = options.only ?? new Set(INVARIANTS);
  const causes = new Map<string, { runs: number; seeds: number[]; example: Found }>();
  const totals = { steps: 0, pulls: 0, faults: 0 };
  const began = performance.now();
  try {
    const scenarios = options.scenarios ?? [];
    for (let run = -scenarios.length; run < options.runs; run++) {
      const scenario = scenarios[-run - 1];
      const seed = scenario === undefined ? options.seed + run : run;
      const isClean = cleanEvery > 0 && seed % cleanEvery === 0;
      const plan = scenario?.plan ?? worldOf(seed, { steps: options.steps, isClean });
      const at = performance.now();
      let found: readonly Found[] = [];
      let broke: unknown = null;
      try {
        const served: Served[] = [];
        const result = await runWorld(plan, machine, { only, onSeen: (seen) => served.push(servedIn(seen)) });
        const again = only.has("isolated") && (options.isolateEvery ?? 0) > 0 &&
          seed % (options.isolateEvery ?? 1) === 1;
        found = again ? [...result.found, ...await isolated(plan, { machine, served, seed })] : result.found;
        totals.steps += result.steps;
        totals.pulls += result.pulls;
        totals.faults += result.faults;
      } catch (error) {
        broke = error;
        found = [brokenRun(error)];
      }
      for (const one of found) {
        const key = `${one.invariant}: ${one.cause}`;
        const known = causes.get(key) ?? { runs: 0, seeds: [], example: one };
        known.runs++;
        if (known.seeds.length < 5) known.seeds.push(seed);
        causes.set(key, known);
      }
      options.onRun?.({ seed, plan, found, broke, milliseconds: performance.now() - at });
    }
  } finally {
    await database.stop();
  }
  return {
    runs: options.runs,
    ...totals,
    seconds: (performance.now() - began) / 1000,
    causes: [...causes].map(([cause, rest]) => ({ cause, ...rest })).toSorted((a, b) => b.runs - a.runs),
  };
}

/** The world of a seed: the same for the same seed, number of steps and version of fast-check. */
export function worldOf(
  seed: number,
  { steps, isClean }: { readonly steps: number; readonly isClean: boolean },
): WorldPlan {
  const [plan] = fc.sample(fc.noBias(anyWorld({ steps, isClean })), { seed, numRuns: 1 });
  if (plan === undefined) throw new Error("fast-check gave no world");
  return plan;
}

function brokenRun(error: unknown): Found {
  const text = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? error.stack ?? "" : "";
  return {
    invariant: "live",
    subject: "pull",
    cause: `a pull or a read threw: ${text.replace(/\d+/g, "#").slice(0, 110)}`,
    detail: stack.split("\n").slice(0, 8).join("\n"),
    step: -1,
    story: [],
  };
}
