import assert from "node:assert/strict";
import { limitOf } from "../../../../shared/http/limit-of.ts";
import { fakeFetch, isDown, testEnvironment } from "../../../support/scenes/function-scene.ts";

const request = new Request("http://h/prices-read", { headers: { "x-forwarded-for": "203.0.113.7" } });
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

function policy(headers: Readonly<Record<string, string>> | undefined): string | undefined {
  return headers?.["RateLimit-Policy"];
}

Deno.test("limitOf() follows the settings within a minute, and asks no more often", async () => {
  let perMinute = 7;
  const clock = { now: 0 };
  const { fetch, asked } = fakeFetch({
    read_config: () => Response.json({ settings: { rate_limit_per_minute: perMinute } }),
  });
  const limit = limitOf(testEnvironment(), { now: () => clock.now, fetch, times: 10 });
  assert.equal(policy(limit(request)?.headers), '"default";q=600;w=60', "nobody waits for the settings");
  await settled();
  assert.equal(policy(limit(request)?.headers), '"default";q=70;w=60');
  perMinute = 0;
  clock.now = 59_999;
  limit(request);
  await settled();
  assert.deepEqual(asked, ["read_config"]);
  clock.now = 60_000;
  limit(request);
  await settled();
  assert.equal(limit(request), null, "0 sets no limit");
});

Deno.test("limitOf() goes on with what it knows while the database is away or talks nonsense", async () => {
  for (const answer of [isDown, () => new Response("<html>"), () => Response.json({ settings: {} })]) {
    const { fetch } = fakeFetch({ read_config: answer });
    const limit = limitOf(testEnvironment({ RATE_LIMIT: "5" }), { now: () => 0, fetch, times: 2 });
    limit(request);
    await settled();
    assert.equal(policy(limit(request)?.headers), '"default";q=10;w=60');
  }
});
