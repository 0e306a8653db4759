import assert from "node:assert/strict";
import { z } from "zod";
import { createHandler as createConfig } from "../../functions/config/handler.ts";
import { createHandler as createHealth } from "../../functions/health/handler.ts";
import { createHandler as createPull } from "../../functions/prices-pull/handler.ts";
import { createHandler as createRead } from "../../functions/prices-read/handler.ts";
import { readEnvironment } from "../../shared/environment.ts";
import type { Handler } from "../../shared/http/app.ts";
import { sleep } from "../../shared/sleep.ts";
import { startTestStack, type TestStack } from "../../stack/testing/test-stack.ts";

const OLD = "sb_secret_the_key_that_is_to_go";
const OLD_PUBLIC = "sb_publishable_the_key_that_is_to_go";

/** Functions as the platform would start them with these keys, served over HTTP; the stack's own keys reach its database. */
function serve(stack: TestStack, { withOld }: { readonly withOld: boolean }): Deno.HttpServer<Deno.NetAddr> {
  const variables: Readonly<Record<string, string>> = {
    SUPABASE_URL: stack.url,
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: stack.keys.secretKey, ...(withOld ? { old: OLD } : {}) }),
    SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({
      default: stack.keys.publishableKey,
      ...(withOld ? { old: OLD_PUBLIC } : {}),
    }),
    SPOT_ORIGIN: "simulated",
    SPOT_UPSTREAM_URL: stack.upstreamUrl ?? "",
    RATE_LIMIT: "0",
  };
  const tools = {
    environment: readEnvironment((name) => variables[name]),
    fetch: (request: Request) => fetch(request),
    now: () => Date.now(),
    sleep,
    log: () => {},
  };
  const handlers: Readonly<Record<string, Handler>> = {
    "config": createConfig(tools),
    "health": createHealth(tools),
    "prices-pull": createPull(tools),
    "prices-read": createRead(tools),
  };
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const slug = new URL(request.url).pathname.split("/")[1] ?? "";
    return handlers[slug]?.(request) ?? new Response(null, { status: 404 });
  });
}

async function statuses(server: Deno.HttpServer<Deno.NetAddr>, key: string): Promise<Record<string, number>> {
  const ask = async (path: string, init: RequestInit = {}): Promise<[number, Record<string, unknown>]> => {
    const url = `http://127.0.0.1:${server.addr.port}/${path}`;
    const response = await fetch(url, { ...init, headers: { apikey: key } });
    return [response.status, z.looseObject({}).parse(await response.json())];
  };
  return {
    pull: (await ask("prices-pull", { method: "POST" }))[0],
    read: (await ask("prices-read"))[0],
    config: (await ask("config"))[0],
    // The operator's part tells whether the key was taken for the secret one.
    operator: Object.hasOwn((await ask("health"))[1], "jobs") ? 200 : 401,
  };
}

const ALL = { pull: 200, read: 200, config: 200, operator: 200 };
const NONE = { pull: 401, read: 401, config: 401, operator: 401 };

Deno.test("keys change without a moment in which somebody is locked out", async (t) => {
  const stack = await startTestStack({ quietCron: true });
  try {
    await t.step("while both are valid both do everything", async () => {
      const server = serve(stack, { withOld: true });
      assert.deepEqual(await statuses(server, stack.keys.secretKey), ALL);
      assert.deepEqual(await statuses(server, OLD), ALL);
      for (const key of [stack.keys.publishableKey, OLD_PUBLIC]) {
        assert.deepEqual(await statuses(server, key), { pull: 403, read: 200, config: 200, operator: 401 });
      }
      await server.shutdown();
    });

    await t.step("once the old one is gone it does nothing, and the new one everything", async () => {
      const server = serve(stack, { withOld: false });
      assert.deepEqual(await statuses(server, stack.keys.secretKey), ALL);
      assert.deepEqual(await statuses(server, OLD), NONE);
      assert.deepEqual(await statuses(server, OLD_PUBLIC), NONE);
      await server.shutdown();
    });
  } finally {
    await stack.stop();
  }
});
