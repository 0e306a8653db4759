import assert from "node:assert/strict";
import { createHandler } from "../../../../functions/provider-proxy/handler.ts";
import type { Handler } from "../../../../shared/http/app.ts";
import {
  type DataApi,
  fakeFetch,
  isDown,
  NOON,
  PUBLISHABLE,
  SECRET,
  testEnvironment,
} from "../../../support/scenes/function-scene.ts";

const KEY = "planted-key-5f1c";
const SETTINGS = { fetch_interval_seconds: 300, rate_limit_per_minute: 1000, proxy_access: "secret" };
const CONFIG = { version: 1, updated_at: "2026-01-15T00:00:00Z", updated_by: "migration", providers: [] };
const CHARGED = { allowed: true, call_id: 7, monthly_quota: 100, calls_this_month: 40 };

interface Scene {
  readonly handle: Handler;
  readonly asked: string[];
  readonly logged: Record<string, unknown>[];
  readonly clock: { now: number };
  get(path?: string, apikey?: string): Promise<Response>;
}

function scene(
  more: DataApi = {},
  { settings = SETTINGS, env = { METALS_DEV_API_KEY: KEY } }: {
    settings?: Record<string, unknown>;
    env?: Record<string, string>;
  } = {},
): Scene {
  const { fetch, asked } = fakeFetch({
    read_config: () => Response.json({ ...CONFIG, settings }),
    begin_provider_call: () => Response.json(CHARGED),
    finish_provider_call: () => new Response(null, { status: 204 }),
    usage: () =>
      Response.json({ status: "success", total: 100, used: 41, remaining: 59, note: `key ${KEY}` }),
    ...more,
  });
  const clock = { now: NOON };
  const logged: Record<string, unknown>[] = [];
  const handle = createHandler({
    environment: testEnvironment(env),
    fetch,
    now: () => clock.now,
    // The deadline of a call never rings in these tests; a pause before a retry ends at once.
    sleep: (_, signal) => signal === undefined ? Promise.resolve() : new Promise(() => {}),
    log: (event) => logged.push({ ...event }),
  });
  return {
    handle,
    asked,
    logged,
    clock,
    get: (path = "metals-dev/usage", apikey = SECRET) =>
      handle(new Request(`http://h/provider-proxy/${path}`, { headers: { apikey } })),
  };
}

Deno.test("provider-proxy passes the body on with the key blotted out, wherever the provider put it", async () => {
  const { get } = scene();
  const text = await (await get()).text();
  assert.ok(!text.includes(KEY));
  assert.equal(JSON.parse(text).note, "key ***");
});

Deno.test("provider-proxy tells what the provider says is left rather than what was counted", async () => {
  assert.equal((await scene().get()).headers.get("x-quota-remaining"), "59");
});

Deno.test("provider-proxy charges before it asks and says how it ended", async () => {
  const { get, asked } = scene();
  await get();
  assert.deepEqual(asked, ["read_config", "begin_provider_call", "usage", "finish_provider_call"]);
});

Deno.test("provider-proxy keeps an answer for its time and no longer", async () => {
  const { get, asked, clock } = scene();
  await get();
  clock.now += 29_000;
  const kept = await get();
  assert.deepEqual([kept.headers.get("x-cache"), kept.headers.get("age")], ["hit", "29"]);
  clock.now += 1_000;
  assert.equal((await get()).headers.get("x-cache"), "miss");
  assert.equal(asked.filter((name) => name === "usage").length, 2);
});

Deno.test("provider-proxy without the provider's key says which variable is missing and charges nothing", async () => {
  const { get, asked } = scene({}, { env: {} });
  const response = await get();
  assert.equal(response.status, 502);
  assert.match((await response.json()).hint, /METALS_DEV_API_KEY/);
  assert.deepEqual(asked, ["read_config"]);
});

Deno.test("provider-proxy gives an answer that was paid for even if the ledger cannot be told", async () => {
  const { get, logged } = scene({ finish_provider_call: isDown });
  assert.equal((await get()).status, 200);
  assert.equal(logged.length, 1);
  assert.match(String(logged[0]?.["message"]), /ledger/);
});

Deno.test("provider-proxy asks nobody while the ledger is down", async () => {
  const { get, asked } = scene({ begin_provider_call: isDown });
  const response = await get();
  assert.deepEqual([response.status, (await response.json()).code], [503, "STORE_UNAVAILABLE"]);
  assert.ok(!asked.includes("usage"));
});

Deno.test("provider-proxy leaves a provider alone for as long as it asked to", async () => {
  const usage = () => new Response("{}", { status: 429, headers: { "retry-after": "120" } });
  const { get, asked, clock } = scene({ usage });
  const response = await get();
  assert.equal(response.headers.get("retry-after"), "120");
  assert.deepEqual([response.status, (await response.json()).code], [503, "PROVIDER_RATE_LIMITED"]);
  clock.now += 119_000;
  await get();
  assert.equal(asked.filter((name) => name === "usage").length, 1);
  clock.now += 1_000;
  await get();
  assert.equal(asked.filter((name) => name === "usage").length, 2);
});

Deno.test("provider-proxy answers 429 with the reason when the budget refuses", async () => {
  const refused = { allowed: false, reason: "quota_spent", retry_after_seconds: 3600, monthly_quota: 100 };
  const { get } = scene({ begin_provider_call: () => Response.json(refused) });
  const response = await get();
  assert.equal(response.headers.get("retry-after"), "3600");
  const problem = await response.json();
  assert.deepEqual([response.status, problem.code, problem.details], [429, "LIMIT_BUDGET", "quota_spent"]);
});

Deno.test("provider-proxy lets the publishable key in only where the settings say so", async () => {
  assert.equal((await scene().get("metals-dev/usage", PUBLISHABLE)).status, 403);
  const open = scene({}, { settings: { ...SETTINGS, proxy_access: "publishable" } });
  assert.equal((await open.get("metals-dev/usage", PUBLISHABLE)).status, 200);
});

Deno.test("provider-proxy takes its limit from the settings once it has read them", async () => {
  const { get } = scene({}, { settings: { ...SETTINGS, rate_limit_per_minute: 2 } });
  const statuses: number[] = [];
  for (let i = 0; i < 4; i++) statuses.push((await get()).status);
  assert.deepEqual(statuses, [200, 200, 200, 429]);
});

Deno.test("provider-proxy names its client to the ledger as a digest and passes on when the client may ask again", async () => {
  const sent: string[] = [];
  const tooMany = { code: "LIMIT_REQUESTS", message: "Cannot answer now", details: null, hint: null };
  const { get } = scene({
    begin_provider_call: async (request) => {
      sent.push((await request.json()).client);
      return Response.json(tooMany, { status: 429, headers: { "retry-after": "7" } });
    },
  });
  const response = await get();
  assert.deepEqual([response.status, response.headers.get("retry-after")], [429, "7"]);
  assert.equal((await response.json()).code, "LIMIT_REQUESTS");
  assert.match(sent[0] ?? "", /^[0-9a-f]{64}$/);
});

Deno.test("provider-proxy lets nobody pay for the client that is over its limit, though they ask the same at once", async () => {
  const tooMany = { code: "LIMIT_REQUESTS", message: "Cannot answer now", details: null, hint: null };
  let greedy = "";
  const { handle, asked } = scene({
    begin_provider_call: async (request) => {
      const { client } = await request.json();
      greedy ||= client;
      return client === greedy ? Response.json(tooMany, { status: 429 }) : Response.json(CHARGED);
    },
  });
  const from = (address: string): Promise<Response> =>
    handle(
      new Request("http://h/provider-proxy/metals-dev/usage", {
        headers: { apikey: SECRET, "x-forwarded-for": address },
      }),
    );
  const answers = await Promise.all([from("203.0.113.1"), from("203.0.113.2"), from("203.0.113.3")]);
  assert.deepEqual(answers.map(({ status }) => status), [429, 200, 200]);
  assert.equal(asked.filter((name) => name === "usage").length, 1);
});
