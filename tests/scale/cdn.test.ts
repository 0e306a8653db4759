import assert from "node:assert/strict";
import { type CachingProxy, findNginx, startCachingProxy } from "../support/machines/nginx.ts";
import { postPull } from "../support/http/pulling.ts";
import { startTestStack } from "../../stack/testing/test-stack.ts";
import { until } from "../support/basics/until.ts";

const nginx = await findNginx();

const METALS = ["gold", "silver", "platinum", "palladium"];
const CURRENCIES = ["USD", "EUR", "GBP", "CHF", "JPY"];
const QUESTIONS = METALS.flatMap((metal) =>
  CURRENCIES.map((currency) => `/functions/v1/prices-read?metal=${metal}&currency=${currency}`)
);
const REQUESTS = 4000;
const AT_ONCE = 32;

interface Seen {
  readonly status: number;
  readonly edge: string;
  readonly body: string;
}

async function ask(proxy: CachingProxy, path: string, headers: Record<string, string> = {}): Promise<Seen> {
  const response = await fetch(`${proxy.url}${path}`, { headers });
  return {
    status: response.status,
    edge: response.headers.get("x-edge") ?? "",
    body: await response.text(),
  };
}

async function askMany(proxy: CachingProxy): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  let next = 0;
  async function worker(): Promise<void> {
    for (let index = next++; index < REQUESTS; index = next++) {
      const { status, edge } = await ask(proxy, QUESTIONS[index % QUESTIONS.length] ?? "");
      assert.equal(status, 200);
      counts[edge] = (counts[edge] ?? 0) + 1;
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return counts;
}

Deno.test({
  name: nginx === null
    ? "a caching proxy in front of prices-read (skipped: no nginx and no apt)"
    : "a caching proxy takes nearly all reads, and goes on alone when the origin is down",
  ignore: nginx === null,
  async fn(t): Promise<void> {
    if (nginx === null) return;
    const stack = await startTestStack({ quietCron: true });
    // The shortest slot: an answer is old after at most twelve seconds.
    const settings = { settings: { fetch_interval_seconds: 10 } };
    await stack.sql`select public.update_config(1, ${stack.sql.json(settings)}, 'test')`;
    const proxy = await startCachingProxy(nginx, stack.url);
    try {
      assert.equal((await postPull(stack, {})).status, 200);
      const [question = ""] = QUESTIONS;

      await t.step(
        "of 4,000 reads of 20 questions the origin sees each question about once a slot",
        async () => {
          const counts = await askMany(proxy);
          const hits = (counts["HIT"] ?? 0) / REQUESTS;
          assert.ok(hits > 0.97, `hit rate ${hits}: ${JSON.stringify(counts)}`);
        },
      );

      await t.step("If-None-Match is answered by the proxy with 304", async () => {
        const response = await fetch(`${proxy.url}${question}`);
        await response.body?.cancel();
        const tag = response.headers.get("etag") ?? "";
        assert.match(tag, /^W\/"/);
        assert.equal((await ask(proxy, question, { "if-none-match": tag })).status, 304);
      });

      await t.step("an error is not kept", async () => {
        const wrong = "/functions/v1/prices-read?metal=tin";
        const seen = [await ask(proxy, wrong), await ask(proxy, wrong)];
        assert.deepEqual(seen.map(({ status, edge }) => [status, edge]), [[400, "MISS"], [400, "MISS"]]);
      });

      await t.step("an old answer is asked for again by its ETag", async () => {
        await until(async () => /REVALIDATED|EXPIRED|MISS/.test((await ask(proxy, question)).edge), {
          within: 30_000,
        });
      });

      await t.step("while the origin is down the proxy shows what it has", async () => {
        const before = await ask(proxy, question);
        await stack.pause("functions");
        await until(async () => {
          const { status, edge } = await ask(proxy, question);
          assert.equal(status, 200, "uninterrupted");
          return edge === "STALE";
        }, { within: 30_000 });
        const { body } = await ask(proxy, question);
        assert.equal(JSON.parse(body).price, JSON.parse(before.body).price);
        await stack.resume("functions");
      });

      await t.step("and when it is back, new answers come through", async () => {
        await postPull(stack, {});
        await until(async () => (await ask(proxy, question)).edge !== "STALE", { within: 30_000 });
      });
    } finally {
      await proxy.stop();
      await stack.stop();
    }
  },
});
