import assert from "node:assert/strict";
import { createTimedCache, type TimedCache } from "../../../shared/timed-cache.ts";

const START = Date.UTC(2026, 0, 15, 12);

function scene(
  options: { maxEntries?: number; keepErrorMs?: number } = {},
): { cache: TimedCache<number>; clock: { now: number }; load: () => Promise<number>; loads: () => number } {
  const clock = { now: START };
  let loads = 0;
  const cache = createTimedCache<number>({
    now: () => clock.now,
    maxEntries: options.maxEntries ?? 10,
    keepErrorMs: () => options.keepErrorMs ?? 0,
  });
  return { cache, clock, load: () => Promise.resolve(++loads), loads: () => loads };
}

Deno.test("TimedCache loads once for callers of the same time and says who caused it", async () => {
  const { cache, load } = scene();
  const kept = await Promise.all([1, 2, 3].map(() => cache.get("a", { ttlMs: 1000, load })));
  assert.deepEqual(kept.map(({ value, wasKept }) => [value, wasKept]), [[1, false], [1, true], [1, true]]);
});

Deno.test("TimedCache keeps a value until its time is over, and per key", async () => {
  const { cache, clock, load } = scene();
  await cache.get("a", { ttlMs: 1000, load });
  clock.now += 999;
  assert.equal((await cache.get("a", { ttlMs: 1000, load })).value, 1);
  assert.equal((await cache.get("b", { ttlMs: 1000, load })).value, 2);
  clock.now += 1;
  assert.deepEqual(await cache.get("a", { ttlMs: 1000, load }), {
    value: 3,
    loadedAt: clock.now,
    wasKept: false,
  });
});

Deno.test("TimedCache does not keep a failure unless told to", async () => {
  const { cache, load } = scene();
  await assert.rejects(cache.get("a", { ttlMs: 1000, load: () => Promise.reject(new Error("down")) }));
  assert.equal((await cache.get("a", { ttlMs: 1000, load })).value, 1);
});

Deno.test("TimedCache answers a kept failure without another try until its time is over", async () => {
  const { cache, clock, load, loads } = scene({ keepErrorMs: 500 });
  await assert.rejects(cache.get("a", { ttlMs: 1000, load: () => Promise.reject(new Error("down")) }));
  clock.now += 499;
  await assert.rejects(cache.get("a", { ttlMs: 1000, load }), /down/);
  assert.equal(loads(), 0);
  clock.now += 1;
  assert.equal((await cache.get("a", { ttlMs: 1000, load })).value, 1);
});

Deno.test("TimedCache holds no more entries than allowed", async () => {
  const { cache, load } = scene({ maxEntries: 2 });
  for (const key of ["a", "b", "c"]) await cache.get(key, { ttlMs: 1000, load });
  assert.equal((await cache.get("c", { ttlMs: 1000, load })).value, 3);
  assert.equal((await cache.get("a", { ttlMs: 1000, load })).value, 4);
});
