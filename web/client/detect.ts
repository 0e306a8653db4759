import type { Backend } from "./backend.ts";

export interface Detected {
  readonly backend: Backend;
  /** False where it says of itself that its prices are old or missing. */
  readonly isHealthy: boolean;
}

/**
 * Asks all candidates at once and takes the first in their order that is healthy, else the first that is there at
 * all, else null. Ends within `timeoutMs`, and as soon as no better one can come.
 */
export async function detect(
  candidates: readonly Backend[],
  { timeoutMs }: { readonly timeoutMs: number },
): Promise<Detected | null> {
  const asked = candidates.map((backend) =>
    backend.health(timeoutMs).then(
      ({ status }): Detected => ({ backend, isHealthy: status !== "down" }),
      // Not there, or something else is: either way not a candidate.
      () => null,
    )
  );
  let present: Detected | null = null;
  for (const answer of asked) {
    const detected = await answer;
    if (detected?.isHealthy) return detected;
    present ??= detected;
  }
  return present;
}
