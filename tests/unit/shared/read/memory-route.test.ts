import assert from "node:assert/strict";
import type { FinishedResponse } from "../../../../shared/read/finished-response.ts";
import { createResponseCache } from "../../../../shared/read/response-cache.ts";
import { createMemoryRoute, type MemoryRoute } from "../../../../shared/read/memory-route.ts";
import { NOON, PUBLISHABLE, SECRET, testEnvironment } from "../../../support/scenes/function-scene.ts";

const ANSWER: FinishedResponse = {
  bytes: new TextEncoder().encode("x".repeat(2000)),
  contentType: "application/json",
  etag: 'W/"a"',
  freshUntil: NOON + 60_000,
};

async function warm(): Promise<{ route: MemoryRoute; advance: (ms: number) => void }> {
  let now = NOON;
  const cache = createResponseCache({ now: () => now, markStale: (answer) => answer });
  const route = createMemoryRoute({ cache, environment: testEnvironment(), now: () => now });
  await cache.get("key", () => Promise.resolve(ANSWER));
  route.remember(new Request("http://a.test/prices-read?metal=gold"), "key");
  return { route, advance: (ms) => now += ms };
}

function ask(route: MemoryRoute, headers: Record<string, string> = {}, method = "GET"): Response | null {
  return route.fast(new Request("http://b.test/prices-read?metal=gold", { headers, method }));
}

Deno.test("createMemoryRoute() answers the same address again, each time with a response of its own", async () => {
  const { route, advance } = await warm();
  const first = ask(route);
  const second = ask(route);
  assert.ok(first !== null && second !== null);
  first.headers.set("X-Request-Id", "first");
  assert.equal(second.headers.get("x-request-id"), null);
  assert.deepEqual([first.status, (await first.text()).length, (await second.text()).length], [
    200,
    2000,
    2000,
  ]);
  assert.equal(first.headers.get("cache-control"), "public, max-age=60, stale-if-error=86400");
  advance(1000);
  assert.equal(ask(route)?.headers.get("cache-control"), "public, max-age=59, stale-if-error=86400");
});

Deno.test("createMemoryRoute() answers 304 and compressed forms", async () => {
  const { route } = await warm();
  assert.equal(ask(route, { "if-none-match": '"b", W/"a"' })?.status, 304);
  const packed = ask(route, { "accept-encoding": "gzip" });
  assert.equal(packed?.headers.get("content-encoding"), "gzip");
  assert.equal(packed?.headers.get("vary"), "Accept-Encoding");
  assert.equal(ask(route)?.headers.get("content-encoding"), null);
});

Deno.test("createMemoryRoute() leaves everything but public GETs of fresh answers to the long way", async () => {
  const { route, advance } = await warm();
  assert.equal(ask(route, { apikey: PUBLISHABLE })?.status, 200);
  assert.equal(ask(route, { apikey: PUBLISHABLE, authorization: `Bearer ${PUBLISHABLE}` })?.status, 200);
  assert.equal(ask(route, { apikey: "wrong" }), null);
  assert.equal(ask(route, { apikey: SECRET }), null);
  assert.equal(ask(route, { authorization: "Bearer a.b.c" }), null);
  assert.equal(ask(route, {}, "HEAD"), null);
  assert.equal(route.fast(new Request("http://a.test/prices-read?metal=silver")), null);
  advance(60_000);
  assert.equal(ask(route), null);
});

Deno.test("createMemoryRoute() forgets the oldest of too many addresses", async () => {
  const { route } = await warm();
  for (let index = 0; index < 2000; index++) {
    route.remember(new Request(`http://a.test/prices-read?metal=gold&_=${index}`), "key");
  }
  assert.equal(ask(route), null);
});
