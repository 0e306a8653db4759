import type { CacheCounts } from "./response-cache.ts";

/**
 * Hits and misses of the caches in this process, by function. Isolates share nothing: on the platform each function
 * sees its own isolate only, so that `health` there knows nothing of the caches of `prices-read`. In the local stack
 * all functions run in one process, and the counts are those since its start.
 */
const sources = new Map<string, () => CacheCounts>();

/** Makes the counts of a function's cache readable; a second cache of that name replaces the first. */
export function publishCacheCounts(name: string, counts: () => CacheCounts): void {
  sources.set(name, counts);
}

/** Counts by name of the function; empty where no cache lives in this process. */
export function readCacheCounts(): Readonly<Record<string, CacheCounts>> {
  return Object.fromEntries([...sources].map(([name, counts]) => [name, counts()]));
}
