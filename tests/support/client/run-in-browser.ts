import { BACKEND_CASES } from "./backend-cases.ts";
import { HOSTILE_CASES } from "./hostile-cases.ts";
import { MODE_CASES } from "./mode-cases.ts";
import { POLLING_CASES } from "./polling-cases.ts";
import { RATE_CASES } from "./rate-cases.ts";

/** Runs every case; gives the names of all and the texts of the failures. */
async function runCases(): Promise<
  { readonly names: readonly string[]; readonly failures: readonly string[] }
> {
  const cases = [...BACKEND_CASES, ...MODE_CASES, ...POLLING_CASES, ...RATE_CASES, ...HOSTILE_CASES];
  const failures: string[] = [];
  for (const { name, run } of cases) {
    await run().catch((error: unknown) => failures.push(`${name}: ${String(error)}`));
  }
  return { names: cases.map(({ name }) => name), failures };
}

Object.assign(globalThis, { runCases });
