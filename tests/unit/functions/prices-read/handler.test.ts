import assert from "node:assert/strict";
import { createHandler } from "../../../../functions/prices-read/handler.ts";
import type { Handler } from "../../../../shared/http/app.ts";
import { type DataApi, fakeFetch, isDown, testEnvironment } from "../../../support/scenes/function-scene.ts";
import { answerText } from "../../../support/scenes/read-answers.ts";

const NOW = Date.parse("2026-11-20T15:00:31Z");
const FRESH_UNTIL = Date.parse("2026-11-20T15:05:02Z");

interface Scene {
  readonly read: (query?: string, headers?: Record<string, string>) => Promise<Response>;
  /** Reads of prices; the limit of requests is a setting, which an isolate reads when it begins. */
  readonly reads: () => number;
  readonly log: Record<string, unknown>[];
  readonly clock: { now: number };
}

function scene(dataApi: DataApi): Scene {
  const { fetch, asked } = fakeFetch(dataApi);
  const clock = { now: NOW };
  const log: Record<string, unknown>[] = [];
  const handle: Handler = createHandler({
    environment: testEnvironment(),
    fetch,
    now: () => clock.now,
    log: (event) => void log.push(event),
  });
  const read = (query = "", headers: Record<string, string> = {}): Promise<Response> =>
    handle(new Request(`http://function/prices-read?${query}`, { headers }));
  return { read, reads: () => asked.filter((name) => name === "read_prices").length, log, clock };
}

Deno.test("prices-read reads once per question and pull", async () => {
  const { read, reads, clock } = scene({ read_prices: () => new Response(answerText()) });
  const caches: (string | null)[] = [];
  for (const now of [NOW, NOW, FRESH_UNTIL - 1, FRESH_UNTIL]) {
    clock.now = now;
    caches.push((await read("metal=gold")).headers.get("x-cache"));
  }
  assert.deepEqual(caches, ["miss", "hit", "hit", "miss"]);
  assert.equal(reads(), 2);
});

Deno.test("prices-read keeps no error and asks again", async () => {
  let isBroken = true;
  const refusal = { code: "PRICE_NOT_YET", message: "Cannot read gold", details: "none", hint: null };
  const { read, reads } = scene({
    read_prices: () => (isBroken ? Response.json(refusal, { status: 503 }) : new Response(answerText())),
  });
  const first = await read();
  assert.deepEqual([first.status, (await first.json()).code], [503, "PRICE_NOT_YET"]);
  assert.equal(first.headers.get("cache-control"), "no-store");
  isBroken = false;
  assert.equal((await read()).status, 200);
  assert.equal(reads(), 2);
});

Deno.test("prices-read without the database gives the last answer as stale, and 503 where it has none", async () => {
  let isAway = false;
  const { read, clock } = scene({ read_prices: () => (isAway ? isDown() : new Response(answerText())) });
  await read("metal=gold");
  isAway = true;
  clock.now = FRESH_UNTIL;
  const standIn = await read("metal=gold");
  const body = await standIn.json();
  assert.deepEqual([standIn.status, body.price, body.latest.state], [200, 4391.86, "stale"]);
  assert.equal(standIn.headers.get("cache-control"), "no-store");
  const none = await read("metal=silver");
  assert.deepEqual([none.status, (await none.json()).code], [503, "STORE_UNAVAILABLE"]);
  assert.ok(Number(none.headers.get("retry-after")) >= 1);
});

Deno.test("prices-read passes on no answer of another shape, and logs it", async () => {
  for (const text of ["{}", '{"price":null}', "<html>"]) {
    const { read, log } = scene({ read_prices: () => new Response(text) });
    const response = await read();
    assert.ok(response.status >= 500, text);
    assert.equal((await response.json()).message.includes("html"), false);
    assert.equal(log.length, 1);
  }
});

Deno.test("prices-read refuses a wrong key also where the answer is in memory", async () => {
  const { read } = scene({ read_prices: () => new Response(answerText()) });
  await read("metal=gold");
  await read("metal=gold");
  const wrong: readonly Record<string, string>[] = [{ apikey: "wrong" }, { authorization: "Bearer wrong" }];
  for (const headers of wrong) assert.equal((await read("metal=gold", headers)).status, 401);
});

Deno.test("prices-read asks nobody about a question that it can refuse itself", async () => {
  const { read, reads } = scene({ read_prices: () => new Response(answerText()) });
  for (const query of ["metal=tin", "unit=lb", "window=2h", "x=1", "metal=gold&metal=gold", "at=soon"]) {
    assert.equal((await read(query)).status, 400, query);
  }
  assert.equal(reads(), 0);
});
