import assert from "node:assert/strict";
import fc from "fast-check";
import { AppError } from "../../../../shared/errors.ts";
import type { FinishedResponse } from "../../../../shared/read/finished-response.ts";
import {
  createResponseCache,
  type ResponseCache,
  type ResponseCacheOptions,
} from "../../../../shared/read/response-cache.ts";

const START = Date.parse("2026-11-20T15:00:00Z");
const MINUTE = 60_000;

function scene(
  options: Partial<ResponseCacheOptions> = {},
): { cache: ResponseCache; clock: { now: number } } {
  const clock = { now: START };
  const cache = createResponseCache({
    now: () => clock.now,
    markStale: (answer) => ({ ...answer, etag: "marked" }),
    ...options,
  });
  return { cache, clock };
}

function answer(name: string, { freshMs = MINUTE, size = 10, at = START } = {}): FinishedResponse {
  return {
    bytes: new Uint8Array(size),
    contentType: "application/json",
    etag: name,
    freshUntil: at + freshMs,
  };
}

const away = (): Promise<FinishedResponse> =>
  Promise.reject(new AppError("STORE_UNAVAILABLE", "Cannot use the database"));
const neverAsked = (): Promise<FinishedResponse> => assert.fail("it was loaded");

Deno.test("get() answers from memory exactly until the next pull is due", async () => {
  const { cache, clock } = scene();
  assert.equal((await cache.get("k", () => Promise.resolve(answer("one")))).from, "database");
  clock.now = START + MINUTE - 1;
  assert.deepEqual(await cache.get("k", neverAsked), { response: answer("one"), from: "memory" });
  clock.now = START + MINUTE;
  assert.equal((await cache.get("k", () => Promise.resolve(answer("two")))).response.etag, "two");
});

Deno.test("get() loads once for any number of callers, and once more after a failure", async () => {
  const { cache } = scene();
  let loads = 0;
  const failing = Promise.withResolvers<FinishedResponse>();
  const waiting = Array.from({ length: 50 }, () =>
    cache.get("k", () => {
      loads++;
      return failing.promise;
    }));
  failing.reject(new AppError("STORE_REFUSED", "Cannot use the database"));
  const results = await Promise.allSettled(waiting);
  assert.equal(loads, 1);
  assert.ok(results.every(({ status }) => status === "rejected"));
  assert.equal((await cache.get("k", () => Promise.resolve(answer("good")))).from, "database");
});

Deno.test("get() keeps questions apart while they are being loaded", async () => {
  const { cache } = scene();
  const [a, b] = await Promise.all(
    ["a", "b"].map((key) => cache.get(key, () => Promise.resolve(answer(key)))),
  );
  assert.deepEqual([a?.response.etag, b?.response.etag], ["a", "b"]);
});

Deno.test("get() lets the last answer stand in for an hour while the database is away", async () => {
  const { cache, clock } = scene();
  await cache.get("k", () => Promise.resolve(answer("one")));
  clock.now = START + 60 * MINUTE;
  assert.deepEqual((await cache.get("k", away)).from, "stand-in");
  assert.equal((await cache.get("k", away)).response.etag, "marked");
  clock.now = START + 60 * MINUTE + 1;
  await assert.rejects(cache.get("k", away), { code: "STORE_UNAVAILABLE" });
});

Deno.test("get() lets nothing stand in for a refusal, a bug or a question never answered", async () => {
  const { cache, clock } = scene();
  await cache.get("k", () => Promise.resolve(answer("one")));
  clock.now = START + 2 * MINUTE;
  const refused = new AppError("INPUT_UNKNOWN_CURRENCY", "Cannot read");
  await assert.rejects(cache.get("k", () => Promise.reject(refused)), refused);
  await assert.rejects(cache.get("k", () => Promise.reject(new TypeError("a bug"))), TypeError);
  await assert.rejects(cache.get("new", away), { code: "STORE_UNAVAILABLE" });
});

Deno.test("the least recently used answer goes first, and one larger than all room is not kept", async () => {
  const { cache } = scene({ maxBytes: 10_000 });
  const load = (key: string, size: number): Promise<unknown> =>
    cache.get(key, () => Promise.resolve(answer(key, { size })));
  await load("a", 2000);
  await load("b", 2000);
  cache.peek("a");
  await load("c", 2000);
  await load("d", 2000);
  assert.equal(cache.peek("b"), null, "b was used least recently");
  assert.notEqual(cache.peek("d"), null);
  await load("huge", 50_000);
  assert.equal(cache.peek("huge"), null);
});

Deno.test("however it is used, it holds no more than its room and counts what happened", async () => {
  const step = fc.record({
    key: fc.constantFrom("a", "b", "c", "d", "e"),
    size: fc.integer({ min: 0, max: 5000 }),
    wait: fc.integer({ min: 0, max: 2 * MINUTE }),
  });
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
    const { cache, clock } = scene({ maxBytes: 9000 });
    let loads = 0;
    for (const { key, size, wait } of steps) {
      clock.now += wait;
      const found = await cache.get(key, () => {
        loads++;
        return Promise.resolve(answer(key, { size, at: clock.now }));
      });
      assert.equal(found.response.etag, key);
      assert.ok(found.response.freshUntil > clock.now);
      const { bytes, entries } = cache.counts();
      assert.ok(bytes <= 9000 && bytes >= 0 && entries <= 5);
    }
    const { hits, misses } = cache.counts();
    assert.deepEqual([misses, hits + misses], [loads, steps.length]);
  }));
});
