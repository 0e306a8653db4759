import assert from "node:assert/strict";
import { environmentOf } from "../support/http/pulling.ts";
import { startTestStack, type TestStack } from "../../stack/testing/test-stack.ts";
import { userToken } from "../support/http/user-token.ts";
import { createHandler as createConfig } from "../../functions/config/handler.ts";
import { createHandler as createProxy } from "../../functions/provider-proxy/handler.ts";
import { createHandler as createPull } from "../../functions/prices-pull/handler.ts";
import type { Handler } from "../../shared/http/app.ts";
import { sleep } from "../../shared/sleep.ts";

type Slug = "config" | "prices-pull" | "provider-proxy";

/** A fresh isolate: nothing in its memory, as on a platform that starts one for each request. */
function isolate(stack: TestStack, slug: Slug): Handler {
  const tools = {
    environment: environmentOf(stack),
    fetch: (request: Request) => fetch(request),
    now: () => Date.now(),
    sleep,
    log: () => {},
  };
  if (slug === "config") return createConfig(tools);
  return slug === "prices-pull" ? createPull(tools) : createProxy(tools);
}

async function ask(
  stack: TestStack,
  { slug, from, headers = {}, metal = "gold" }: {
    slug: Slug;
    from: string;
    headers?: Record<string, string>;
    metal?: string;
  },
): Promise<{ status: number; code: string; retryAfter: string | null }> {
  const path = slug === "provider-proxy" ? `${slug}/metals-dev/spot?metal=${metal}` : slug;
  const method = { "config": "PATCH", "prices-pull": "POST", "provider-proxy": "GET" }[slug];
  const [row] = await stack.sql`select version from spot.settings`;
  const response = await isolate(stack, slug)(
    new Request(`http://h/${path}`, {
      method,
      headers: {
        apikey: stack.keys.secretKey,
        "x-forwarded-for": from,
        ...(slug === "config" ? { "if-match": `"${row?.["version"]}"` } : {}),
        ...headers,
      },
      ...(slug === "config"
        ? { body: '{"settings":{"alerts":{}}}' }
        : slug === "prices-pull"
        ? { body: "{}" }
        : {}),
    }),
  );
  const body = await response.json();
  return { status: response.status, code: body.code, retryAfter: response.headers.get("retry-after") };
}

const LIMIT = 3;

Deno.test("the limit of calls that write or cost quota is one for all isolates", async (t) => {
  const stack = await startTestStack({ quietCron: true });
  try {
    await stack.sql`
      update spot.settings
      set document = document || jsonb_build_object('rate_limit_per_minute', ${LIMIT}::int), updated_by = 'test'`;
    for (const slug of ["config", "prices-pull", "provider-proxy"] as const) {
      await t.step(
        `${slug}: ${LIMIT} calls through ${LIMIT} isolates, then 429, and nobody else notices`,
        async () => {
          for (let count = 0; count < LIMIT; count++) {
            const metal = ["gold", "silver", "platinum"][count] ?? "gold";
            assert.equal((await ask(stack, { slug, from: "203.0.113.7", metal })).status, 200);
          }
          const refused = await ask(stack, { slug, from: "203.0.113.7", metal: "palladium" });
          assert.deepEqual([refused.status, refused.code], [429, "LIMIT_REQUESTS"]);
          const wait = Number(refused.retryAfter);
          assert.ok(wait >= 1 && wait <= 60 / LIMIT, `Retry-After ${refused.retryAfter}`);
          assert.equal((await ask(stack, { slug, from: "203.0.113.8", metal: "palladium" })).status, 200);
        },
      );
    }

    await t.step("what a client claims about its address changes nothing", async () => {
      await stack.sql`truncate spot.rate_buckets`;
      const headers = { apikey: stack.keys.secretKey };
      for (const claim of ["198.51.100.1", "198.51.100.2"]) {
        const claims = {
          "x-forwarded-for": claim,
          "cf-connecting-ip": claim,
          "x-real-ip": claim,
          forwarded: `for=${claim}`,
        };
        const response = await fetch(`${stack.url}/functions/v1/prices-pull`, {
          method: "POST",
          headers: { ...headers, ...claims },
        });
        assert.equal(response.status, 200);
        await response.body?.cancel();
      }
      const [row] = await stack.sql`select count(*)::int as clients from spot.rate_buckets`;
      assert.equal(row?.["clients"], 1, "both came from one address");
    });

    await t.step("a signed-in user is one client at any address", async () => {
      const authorization = `Bearer ${await userToken(stack.keys, {
        id: "6f1c3a52-1111-4222-8333-444455556666",
      })}`;
      const headers = { apikey: stack.keys.publishableKey, authorization };
      const statuses: number[] = [];
      for (const [index, metal] of ["gold", "silver", "platinum", "palladium"].entries()) {
        const from = `192.0.2.${index + 1}`;
        statuses.push((await ask(stack, { slug: "provider-proxy", from, headers, metal })).status);
      }
      assert.deepEqual(statuses, [200, 200, 200, 429]);
    });

    await t.step("no address is stored", async () => {
      const rows = await stack.sql`select client from spot.rate_buckets`;
      assert.ok(rows.length >= 2 && rows.every((row) => /^[0-9a-f]{64}$/.test(row["client"])));
    });

    await t.step("a limiter that is broken takes no read down, and lets nothing costly through", async () => {
      await stack.sql`alter table spot.rate_buckets rename to rate_buckets_away`;
      const read = await fetch(`${stack.url}/functions/v1/prices-read?window=6h`);
      assert.equal(read.status, 200);
      await read.body?.cancel();
      for (const slug of ["config", "prices-pull", "provider-proxy"] as const) {
        assert.deepEqual((await ask(stack, { slug, from: "203.0.113.9" })).status, 500, slug);
      }
      await stack.sql`alter table spot.rate_buckets_away rename to rate_buckets`;
    });
  } finally {
    await stack.stop();
  }
});
