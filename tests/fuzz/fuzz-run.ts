import * as fc from "fast-check";
import { postPull } from "../support/http/pulling.ts";
import { startTestStack } from "../../stack/testing/test-stack.ts";
import { functionTarget } from "./fuzz-functions.ts";
import { importerTarget } from "./fuzz-importer.ts";
import { parserTarget } from "./fuzz-parsers.ts";
import type { Target } from "./target.ts";

export interface FuzzReport {
  readonly seed: number;
  readonly inputs: number;
  readonly seconds: number;
  /** By target: how many inputs, and how many ended how. */
  readonly targets: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Heap of the process in use after each tenth of the run. */
  readonly heapMegabytes: readonly number[];
  /** Versions of the settings: 1 as long as no bad request changed them. */
  readonly settingsVersion: number;
}

/**
 * Feeds every target its share of `runs` inputs. Functions run in this process, on a real database behind a real
 * gateway. Throws with the shrunken input where one breaks something.
 */
export async function runFuzz(
  { runs, seed, report = () => {} }: { runs: number; seed: number; report?: (line: string) => void },
): Promise<FuzzReport> {
  const began = performance.now();
  const stack = await startTestStack({ quietCron: true, functionEnv: { RATE_LIMIT: "0" } });
  const targets: Record<string, Record<string, number>> = {};
  let inputs = 0;
  const heapMegabytes: number[] = [];
  async function feed<T>({ name, inputs: arbitrary, check }: Target<T>, share: number): Promise<void> {
    const counts: Record<string, number> = {};
    targets[name] = counts;
    const property = fc.asyncProperty(arbitrary, async (input) => {
      const kind = await check(input);
      counts[kind] = (counts[kind] ?? 0) + 1;
      inputs++;
      if (inputs % Math.ceil(runs / 10) === 0) {
        heapMegabytes.push(Math.round(Deno.memoryUsage().heapUsed / 1e6));
      }
    });
    await fc.assert(property, { numRuns: Math.ceil(runs * share), seed });
    report(`${name}: ${JSON.stringify(counts)}`);
  }
  try {
    await stack.sql`
      update spot.settings set document = document || '{"rate_limit_per_minute": 0}', updated_by = 'fuzz'`;
    await stack.sql`update spot.providers set monthly_quota = null`;
    await (await postPull(stack, {})).body?.cancel();
    const version = async (): Promise<number> =>
      Number((await stack.sql`select version from spot.settings`)[0]?.["version"]);
    // Whoever guesses 1 shall be wrong.
    await stack.sql`update spot.settings set version = 1000`;
    await feed(functionTarget(stack), 0.4);
    await feed(parserTarget(), 0.45);
    await feed(importerTarget(), 0.15);
    return {
      seed,
      inputs,
      seconds: Math.round((performance.now() - began) / 1000),
      targets,
      heapMegabytes,
      settingsVersion: await version(),
    };
  } finally {
    await stack.stop();
  }
}
