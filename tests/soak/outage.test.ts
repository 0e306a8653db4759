import assert from "node:assert/strict";
import { until } from "../support/http/pulling.ts";
import { startTestStack } from "../../stack/testing/test-stack.ts";

/** A minute with OUTAGE_SECONDS=60; in the suite long enough to outlive what is fresh in memory: a slot of 10 s and two. */
const SECONDS = Number(Deno.env.get("OUTAGE_SECONDS") ?? 14);
const READERS = 4;

Deno.test(`${SECONDS} s without Postgres under read load: no 5xx for what was served before, and back by itself`, async () => {
  const stack = await startTestStack({
    quietCron: true,
    functionEnv: { RATE_LIMIT: "0", FETCH_INTERVAL: "10" },
  });
  const paths = [
    "metal=gold",
    "metal=all&window=1h",
    "metal=silver&currency=EUR&unit=g",
    "metal=gold&window=7d",
  ];
  const read = (path: string): Promise<Response> => fetch(`${stack.url}/functions/v1/prices-read?${path}`);
  try {
    const pulled = await fetch(`${stack.url}/functions/v1/prices-pull`, {
      method: "POST",
      headers: { apikey: stack.keys.secretKey },
    });
    assert.equal((await pulled.json()).state, "succeeded");
    for (const path of paths) assert.equal((await read(path)).status, 200);

    await stack.pause("postgres");
    const ends = performance.now() + SECONDS * 1000;
    const counted = { answers: 0, standIns: 0 };
    await Promise.all(Array.from({ length: READERS }, async (_, reader) => {
      for (let turn = reader; performance.now() < ends; turn++) {
        const response = await read(paths[turn % paths.length] ?? "");
        const body = await response.json();
        assert.equal(response.status, 200, JSON.stringify(body));
        counted.answers++;
        if (response.headers.get("x-cache") !== "stale") continue;
        counted.standIns++;
        const [one] = body.prices ?? [body];
        assert.equal(one.latest.state, "stale");
        assert.match(one.latest.state_reason, /database/);
        assert.equal(response.headers.get("cache-control"), "no-store");
      }
    }));
    assert.ok(counted.answers > SECONDS * 5, `${counted.answers} answers`);
    assert.ok(counted.standIns > 0, "the answers in memory outlived the outage");

    await stack.resume("postgres");
    await until(async () => {
      const response = await read("metal=gold");
      await response.body?.cancel();
      return response.headers.get("x-cache") === "stale" ? null : true;
    }, "an answer of the database");
  } finally {
    await stack.stop();
  }
});
