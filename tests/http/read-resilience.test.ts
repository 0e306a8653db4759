import assert from "node:assert/strict";
import { createHandler } from "../../functions/prices-read/handler.ts";
import { ignore } from "../../stack/ignore.ts";
import { environmentOf, postPull, until } from "../support/http/pulling.ts";
import { startTestStack } from "../../stack/testing/test-stack.ts";

Deno.test("a hundred cold reads at once are one call of the database", async () => {
  const stack = await startTestStack({ quietCron: true });
  try {
    assert.equal((await (await postPull(stack, {})).json()).status, "done");
    let calls = 0;
    const handler = createHandler({
      environment: environmentOf(stack),
      fetch: (request) => {
        if (new URL(request.url).pathname.endsWith("/read_prices")) calls++;
        return fetch(request);
      },
      now: Date.now,
      log: ignore,
    });
    const ask = (query: string): Promise<Response> =>
      handler(new Request(`http://function/prices-read?${query}`));
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => ask("metal=gold&currency=EUR&unit=g")),
    );
    assert.equal(calls, 1);
    const bodies = new Set(await Promise.all(answers.map((answer) => answer.text())));
    assert.equal(bodies.size, 1);
    assert.ok(answers.every(({ status }) => status === 200));
    // Another question is another call, the same question from memory is none.
    await ask("metal=silver");
    await ask("unit=g&currency=eur&metal=XAU");
    assert.equal(calls, 2);
  } finally {
    await stack.stop();
  }
});

Deno.test("while Postgres is away the last answer stands in, and reads recover by themselves", async (t) => {
  const stack = await startTestStack({ quietCron: true });
  const url = `${stack.url}/functions/v1/prices-read?metal=gold`;
  try {
    assert.equal((await (await postPull(stack, {})).json()).status, "done");
    // No slot is current, so an answer is kept for two seconds only and the test need not wait for a slot to end.
    await stack.sql`update spot.pulls set slot_at = slot_at - interval '1 hour'`;
    await stack.sql`refresh materialized view spot.latest_prices`;
    const before = await (await fetch(url)).json();
    const functions = stack.pids()["functions"];
    await stack.pause("postgres");

    await t.step("a question asked before is answered: same price, stale, kept by nobody", async () => {
      const response = await until(async () => {
        const answer = await fetch(url);
        if (answer.headers.get("x-cache") === "stale") return answer;
        await answer.body?.cancel();
        return null;
      }, "the stand-in");
      const body = await response.json();
      assert.equal(response.status, 200);
      assert.equal(response.headers.get("cache-control"), "no-store");
      assert.deepEqual([body.price, body.latest.state], [before.price, "stale"]);
      assert.match(body.latest.state_reason, /database/);
      assert.notEqual(response.headers.get("etag"), null);
    });

    await t.step("a question never asked is 503 with a time to come back, at once", async () => {
      const began = performance.now();
      const response = await fetch(`${url}&currency=EUR&window=1h`);
      assert.deepEqual([response.status, (await response.json()).code], [503, "STORE_UNAVAILABLE"]);
      assert.ok(Number(response.headers.get("retry-after")) >= 1);
      assert.equal(response.headers.get("cache-control"), "no-store");
      assert.ok(performance.now() - began < 6000);
    });

    await t.step("a pull is 503 and asks nobody", async () => {
      await (await fetch(`${stack.upstreamUrl}/control/calls`, { method: "DELETE" })).body?.cancel();
      const response = await postPull(stack, {});
      assert.deepEqual([response.status, (await response.json()).code], [503, "STORE_UNAVAILABLE"]);
      const { calls } = await (await fetch(`${stack.upstreamUrl}/control/calls`)).json();
      assert.deepEqual(calls, []);
    });

    await t.step("health says down and why", async () => {
      const response = await fetch(`${stack.url}/functions/v1/health`);
      const body = await response.json();
      assert.deepEqual([response.status, body.status], [503, "down"]);
      assert.equal(body.problems[0].code, "database_unreachable");
    });

    await t.step("with Postgres back everything answers again, in the same process", async () => {
      await stack.resume("postgres");
      const body = await until(async () => {
        const answer = await fetch(url);
        const fromDatabase = answer.headers.get("x-cache") !== "stale" && answer.ok;
        const read = await answer.json();
        return fromDatabase ? read : null;
      }, "an answer from the database");
      assert.equal(body.price, before.price);
      assert.equal(body.latest.state_reason, null);
      assert.equal((await (await postPull(stack, {})).json()).status, "done");
      assert.equal(stack.pids()["functions"], functions);
    });
  } finally {
    await stack.stop();
  }
});
