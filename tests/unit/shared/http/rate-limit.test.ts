import assert from "node:assert/strict";
import fc from "fast-check";
import { createApp } from "../../../../shared/http/app.ts";
import { createRateLimit, type RateLimit } from "../../../../shared/http/rate-limit.ts";

const START = Date.UTC(2026, 0, 15, 12);

function limiter(perMinute: number, maxClients = 100): { limit: RateLimit; clock: { now: number } } {
  const clock = { now: START };
  return { limit: createRateLimit({ perMinute: () => perMinute, now: () => clock.now, maxClients }), clock };
}

function from(client: string): Request {
  return new Request("http://h/", { headers: { "x-forwarded-for": client } });
}

Deno.test("createRateLimit() lets a minute's requests pass at once and refuses the next with Retry-After", () => {
  const { limit } = limiter(60);
  for (let i = 59; i >= 0; i--) {
    const allowance = limit(from("203.0.113.7"));
    assert.equal(allowance?.refusal, null);
    assert.equal(allowance?.headers["RateLimit"], `"default";r=${i};t=${60 - i}`);
  }
  const refused = limit(from("203.0.113.7"));
  assert.equal(refused?.refusal?.code, "LIMIT_REQUESTS");
  assert.equal(refused?.refusal?.retryAfterSeconds, 1);
  assert.deepEqual(refused?.headers, {
    "RateLimit-Policy": '"default";q=60;w=60',
    "RateLimit": '"default";r=0;t=60',
  });
});

Deno.test("createRateLimit() keeps one client's flood from another", () => {
  const { limit } = limiter(5);
  for (let i = 0; i < 100; i++) limit(from("203.0.113.7"));
  assert.notEqual(limit(from("203.0.113.7"))?.refusal, null);
  assert.equal(limit(from("203.0.113.8"))?.refusal, null);
});

Deno.test("createRateLimit() with 0 sets no limit", () => {
  const { limit } = limiter(0);
  for (let i = 0; i < 1000; i++) assert.equal(limit(from("203.0.113.7")), null);
});

Deno.test("createRateLimit() forgets the client that was silent for longest when there are too many", () => {
  const { limit } = limiter(1, 2);
  for (const client of ["10.0.0.1", "10.0.0.2", "10.0.0.1", "10.0.0.3"]) limit(from(client));
  assert.notEqual(limit(from("10.0.0.1"))?.refusal, null, "remembered: it asked after 10.0.0.2");
  assert.equal(limit(from("10.0.0.2"))?.refusal, null, "forgotten");
});

Deno.test("createRateLimit() never lets more pass than a full bucket and what the time refills", () => {
  const requests = fc.array(
    fc.record({
      wait: fc.integer({ min: -5_000, max: 90_000 }),
      client: fc.constantFrom("10.0.0.1", "10.0.0.2"),
    }),
    { maxLength: 200 },
  );
  fc.assert(fc.property(fc.integer({ min: 1, max: 30 }), requests, (perMinute, asked) => {
    const { limit, clock } = limiter(perMinute);
    const allowed = new Map<string, number>();
    let waited = 0;
    for (const { wait, client } of asked) {
      clock.now += wait;
      waited += Math.abs(wait);
      if (limit(from(client))?.refusal !== null) continue;
      allowed.set(client, (allowed.get(client) ?? 0) + 1);
    }
    // Time that goes back and forth refills on each way forth; never more than all of it together.
    const most = perMinute + (waited / 60_000) * perMinute + 1e-6;
    for (const count of allowed.values()) assert.ok(count <= most, `${count} of at most ${most}`);
  }));
});

Deno.test("createRateLimit() lets a client pass again after the time that Retry-After names", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 1000 }), (perMinute) => {
    const { limit, clock } = limiter(perMinute);
    for (let i = 0; i < perMinute; i++) limit(from("10.0.0.1"));
    const seconds = limit(from("10.0.0.1"))?.refusal?.retryAfterSeconds ?? 0;
    assert.ok(seconds >= 1);
    clock.now += seconds * 1000;
    assert.equal(limit(from("10.0.0.1"))?.refusal, null);
  }));
});

Deno.test("createApp() answers 429 with the limit's headers before the route, but never to OPTIONS", async () => {
  const { limit } = limiter(1);
  let calls = 0;
  const route = () => Promise.resolve(new Response(`${++calls}`));
  const handle = createApp({ slug: "x", routes: { "GET /": route }, log: () => {}, limit });

  const first = await handle(new Request("http://h/x"));
  assert.equal(first.status, 200);
  assert.equal(first.headers.get("ratelimit"), '"default";r=0;t=60');
  assert.equal((await handle(new Request("http://h/x", { method: "OPTIONS" }))).status, 204);

  const second = await handle(new Request("http://h/x"));
  assert.equal(second.status, 429);
  assert.equal(second.headers.get("retry-after"), "60");
  assert.equal(second.headers.get("cache-control"), "no-store");
  assert.equal((await second.json()).code, "LIMIT_REQUESTS");
  assert.equal(calls, 1);
});
