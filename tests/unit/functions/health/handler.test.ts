import assert from "node:assert/strict";
import { createHandler } from "../../../../functions/health/handler.ts";
import type { Handler } from "../../../../shared/http/app.ts";
import { publicFacts } from "../../../support/scenes/health-scene.ts";
import {
  type DataApi,
  fakeFetch,
  hang,
  isDown,
  NOON,
  SECRET,
  testEnvironment,
} from "../../../support/scenes/function-scene.ts";

function scene(dataApi: DataApi): { handle: Handler; logged: unknown[] } {
  const { fetch } = fakeFetch(dataApi);
  const logged: unknown[] = [];
  const log = (event: unknown) => logged.push(event);
  return {
    logged,
    handle: createHandler({ environment: testEnvironment(), fetch, now: () => NOON, log, timeoutMs: 20 }),
  };
}

const ask = (query = "", headers: HeadersInit = {}) => new Request(`http://h/health${query}`, { headers });

Deno.test("GET health is 503 with the cure while the database is down, and the log says so", async () => {
  const { handle, logged } = scene({ read_health: isDown });
  const response = await handle(ask());
  assert.equal(response.status, 503);
  assert.equal(response.headers.get("cache-control"), "no-store");
  const health = await response.json();
  assert.equal(health.status, "down");
  assert.equal(health.problems[0].code, "database_unreachable");
  assert.equal(logged.length, 1);
});

Deno.test("GET health answers in bounded time while the database hangs, also to an operator", async () => {
  const { handle } = scene({ read_health: hang });
  for (const headers of [{}, { apikey: SECRET }]) {
    const response = await handle(ask("", headers));
    assert.equal(response.status, 503);
    assert.equal((await response.json()).problems[0].code, "database_unreachable");
  }
});

Deno.test("GET health is 503 when the database gives something else than facts", async () => {
  const answers = [
    () => new Response("<html>"),
    () => Response.json({ now: "soon" }),
    () => Response.json(null),
  ];
  for (const read_health of answers) {
    const response = await scene({ read_health }).handle(ask());
    assert.equal(response.status, 503);
    assert.equal((await response.json()).problems[0].code, "database_refuses");
  }
});

Deno.test("GET health?format=prometheus is 200 with numbers even while the database is down", async () => {
  const response = await scene({ read_health: isDown }).handle(ask("?format=prometheus"));
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-type") ?? "", /^text\/plain; version=0\.0\.4/);
  assert.match(await response.text(), /^spot_database_up 0$/m);
});

Deno.test("GET health explains each price", async () => {
  const { handle } = scene({ read_health: () => Response.json(publicFacts()) });
  const health = await (await handle(ask())).json();
  assert.equal(health.status, "ok");
  assert.equal(health.metals.gold.explanation, "From 2026-01-15T12:00:00Z (1 min old), by consensus");
});

Deno.test("GET health refuses unknown formats and wrong keys", async () => {
  const { handle } = scene({});
  const format = await handle(ask("?format=xml"));
  assert.equal(format.status, 400);
  assert.equal((await format.json()).hint, "Formats: json, prometheus");
  assert.equal((await handle(ask("", { apikey: "sb_secret_wrong" }))).status, 401);
});
