export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly ignored: number;
}

/**
 * The counts of the last line that gives them, as `deno test` ("ok | 3 passed (32 steps) | 0 failed | 1 ignored")
 * and our own runners ("12 passed, 0 failed in 3 files") write it; null where no line does.
 */
export function readCounts(output: string): Counts | null {
  // deno-lint-ignore no-control-regex -- colours are control characters
  const lines = output.replaceAll(/\x1b\[[0-9;]*m/g, "").split("\n");
  const last = lines.findLast((line) => /\d+ passed\b.*\d+ failed\b/.test(line));
  if (last === undefined) return null;
  const count = (word: string): number => Number(new RegExp(`(\\d+) ${word}\\b`).exec(last)?.[1] ?? 0);
  return { passed: count("passed"), failed: count("failed"), ignored: count("ignored") };
}
