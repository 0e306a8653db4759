import assert from "node:assert/strict";
import { createHandler } from "../../../../functions/config/handler.ts";
import type { Handler } from "../../../../shared/http/app.ts";
import {
  type DataApi,
  fakeFetch,
  hang,
  isDown,
  NOON,
  PUBLISHABLE,
  SECRET,
  testEnvironment,
} from "../../../support/scenes/function-scene.ts";

function scene(dataApi: DataApi = {}): { handle: Handler; asked: string[] } {
  const { fetch, asked } = fakeFetch(dataApi);
  return {
    asked,
    handle: createHandler({ environment: testEnvironment(), fetch, now: () => NOON, log: () => {} }),
  };
}

interface Change {
  readonly apikey?: string;
  readonly ifMatch?: string;
  readonly body?: string;
}

function change({ apikey, ifMatch, body = '{"settings":{"fetch_interval_seconds":60}}' }: Change): Request {
  const headers = new Headers();
  if (apikey !== undefined) headers.set("apikey", apikey);
  if (ifMatch !== undefined) headers.set("if-match", ifMatch);
  return new Request("http://h/config", { method: "PATCH", headers, body });
}

async function codeOf(response: Response): Promise<[number, string]> {
  assert.equal(response.headers.get("cache-control"), "no-store");
  return [response.status, (await response.json()).code];
}

Deno.test("PATCH config without a key is 401, with the publishable key 403, with a wrong one 401", async () => {
  const { handle, asked } = scene();
  assert.deepEqual(await codeOf(await handle(change({ ifMatch: '"1"' }))), [401, "AUTH_KEY_MISSING"]);
  const publishable = change({ ifMatch: '"1"', apikey: PUBLISHABLE });
  assert.deepEqual(await codeOf(await handle(publishable)), [403, "AUTH_FORBIDDEN"]);
  const wrong = change({ ifMatch: '"1"', apikey: "sb_secret_wrong" });
  assert.deepEqual(await codeOf(await handle(wrong)), [401, "AUTH_KEY_INVALID"]);
  assert.deepEqual(asked, []);
});

Deno.test("PATCH config without a version is 428, with something that is no version 412", async () => {
  const { handle, asked } = scene();
  for (const ifMatch of [undefined, "*", ""]) {
    const request = change({ apikey: SECRET, ...(ifMatch === undefined ? {} : { ifMatch }) });
    assert.deepEqual(await codeOf(await handle(request)), [428, "INPUT_VERSION_MISSING"]);
  }
  for (const ifMatch of ["1", 'W/"1"', '"one"', '"1", "2"', '"99999999999"']) {
    assert.deepEqual(await codeOf(await handle(change({ apikey: SECRET, ifMatch }))), [
      412,
      "INPUT_VERSION_CONFLICT",
    ]);
  }
  assert.deepEqual(asked, []);
});

Deno.test("PATCH config refuses a bad body before it asks the database", async () => {
  const { handle, asked } = scene();
  const bodies: readonly (readonly [string, RegExp])[] = [
    ["", /Nothing to change/],
    ["[]", /expected object/],
    ['{"settings":{"interval":5}}', /Allowed: fetch_interval_seconds/],
    ['{"providers":{"__proto__":{"enabled":false}}}', /Allowed|Nothing/],
    ['{"providers":{"metals-dev":{"enabled":1}}}', /true or false/],
    ['{"settings":{"fetch_interval_seconds":5}}', /from 10 to 86400/],
  ];
  for (const [body, hint] of bodies) {
    const response = await handle(change({ apikey: SECRET, ifMatch: '"1"', body }));
    assert.equal(response.status, 400, body);
    const problem = await response.json();
    assert.equal(problem.code, "INPUT_BAD_BODY", body);
    assert.match(problem.hint, hint, body);
  }
  assert.deepEqual(asked, []);
});

Deno.test("GET config refuses unknown parameters", async () => {
  const response = await scene().handle(new Request("http://h/config?full=1"));
  assert.deepEqual(await codeOf(response), [400, "INPUT_UNKNOWN_PARAMETER"]);
});

Deno.test("GET config is 503 while the database is down, 500 when it answers something else", async () => {
  const down = await scene({ read_config: isDown }).handle(new Request("http://h/config"));
  assert.equal(down.headers.get("retry-after"), "2");
  assert.deepEqual(await codeOf(down), [503, "STORE_UNAVAILABLE"]);
  const odd = await scene({ read_config: () => Response.json({ version: "one" }) }).handle(
    new Request("http://h/config"),
  );
  assert.deepEqual(await codeOf(odd), [500, "STORE_REFUSED"]);
});

Deno.test("config limits changes to the setting and reads to ten times as many", async () => {
  const environment = testEnvironment({ RATE_LIMIT: "2" });
  const { fetch } = fakeFetch({ read_config: isDown, update_config: hang });
  const handle = createHandler({ environment, fetch, now: () => NOON, log: () => {} });
  const writes = await Promise.all([1, 2, 3].map(() => handle(change({}))));
  assert.deepEqual(writes.map(({ status }) => status), [401, 401, 429]);
  const read = await handle(new Request("http://h/config"));
  assert.equal(read.headers.get("ratelimit-policy"), '"default";q=20;w=60');
});
