import assert from "node:assert/strict";
import { AppError } from "../../../../shared/errors.ts";
import { createApp, type Handler, type Route } from "../../../../shared/http/app.ts";
import { jsonResponse } from "../../../../shared/http/json-response.ts";

function appWith(route: Route, log: Record<string, unknown>[] = []): Handler {
  return createApp({
    slug: "example",
    log: (event) => void log.push(event),
    routes: { "GET /": route, "POST /:name": route },
  });
}

const ok = appWith(({ path }) => Promise.resolve(jsonResponse({ path })));

function ask(handler: Handler, path: string, init: RequestInit = {}): Promise<Response> {
  return handler(new Request(`http://function${path}`, init));
}

Deno.test("createApp() routes below the function's name, with path parameters, with or without a last slash", async () => {
  assert.deepEqual(await (await ask(ok, "/example")).json(), { path: {} });
  assert.equal((await ask(ok, "/example/")).status, 200);
  assert.deepEqual(await (await ask(ok, "/example/a%20b", { method: "POST" })).json(), {
    path: { name: "a b" },
  });
});

Deno.test("createApp() answers HEAD like GET, without a body", async () => {
  const response = await ask(ok, "/example", { method: "HEAD" });
  assert.deepEqual([response.status, await response.text()], [200, ""]);
  const whole = await (await ask(ok, "/example")).text();
  assert.equal(response.headers.get("content-length"), String(whole.length));
});

Deno.test("createApp() answers OPTIONS before anything else, unknown paths and limits included", async () => {
  let asked = 0;
  const handler = createApp({
    slug: "example",
    log: () => {},
    routes: {},
    limit: () => {
      asked++;
      return null;
    },
  });
  const response = await ask(handler, "/example/whatever", { method: "OPTIONS" });
  assert.equal(response.status, 204);
  assert.equal(asked, 0);
  assert.equal(response.headers.get("access-control-allow-origin"), "*");
  assert.match(
    response.headers.get("access-control-allow-headers") ?? "",
    /authorization.*apikey.*if-none-match/,
  );
});

Deno.test("createApp() says 405 with Allow for a known path and 404 with the paths for an unknown one", async () => {
  const wrong = await ask(ok, "/example", { method: "DELETE" });
  assert.deepEqual([wrong.status, wrong.headers.get("allow")], [405, "GET, HEAD, OPTIONS"]);
  assert.equal((await wrong.json()).code, "INPUT_METHOD_NOT_ALLOWED");
  const lost = await ask(ok, "/example/a/b");
  const body = await lost.json();
  assert.deepEqual([lost.status, body.code], [404, "INPUT_NOT_FOUND"]);
  assert.match(body.hint, /\/example, \/example\/:name/);
});

Deno.test("createApp() turns an AppError into its status and body, never kept, with Retry-After", async () => {
  const handler = appWith(() => {
    throw new AppError("STORE_UNAVAILABLE", "Cannot read", { hint: "wait", retryAfterSeconds: 1.2 });
  });
  const response = await ask(handler, "/example");
  assert.equal(response.status, 503);
  assert.equal(response.headers.get("retry-after"), "2");
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.deepEqual(await response.json(), {
    code: "STORE_UNAVAILABLE",
    message: "Cannot read",
    details: null,
    hint: "wait",
  });
});

Deno.test("createApp() hides what a bug says and logs it under the request's id", async () => {
  const log: Record<string, unknown>[] = [];
  const handler = appWith(() => Promise.reject(new TypeError("secret inner thing")), log);
  const response = await ask(handler, "/example", { headers: { "x-request-id": "follow-me-1" } });
  const text = await response.text();
  assert.equal(response.status, 500);
  assert.doesNotMatch(text, /inner/);
  assert.equal(JSON.parse(text).code, "INTERNAL");
  assert.equal(response.headers.get("x-request-id"), "follow-me-1");
  assert.equal(log.length, 1);
  assert.deepEqual([log[0]?.["request_id"], log[0]?.["message"]], ["follow-me-1", "secret inner thing"]);
});

Deno.test("createApp() logs no refusal of a caller's mistake", async () => {
  const log: Record<string, unknown>[] = [];
  await ask(appWith(() => Promise.reject(new AppError("INPUT_BAD_VALUE", "Cannot read")), log), "/example");
  assert.deepEqual(log, []);
});

Deno.test("createApp() gives an id of its own where the caller's could do harm in a log", async () => {
  for (const id of ["short", "with spaces in it", 'quote"quote"', "x".repeat(65), ""]) {
    const given = (await ask(ok, "/example", { headers: { "x-request-id": id } })).headers.get(
      "x-request-id",
    );
    assert.notEqual(given, id);
    assert.match(given ?? "", /^[0-9a-f-]{36}$/);
  }
});

Deno.test("createApp() answers a caller over the limit itself, with the limit's headers on every answer", async () => {
  const refusal = new AppError("LIMIT_REQUESTS", "Cannot answer now", { retryAfterSeconds: 3 });
  let isOver = false;
  const handler = createApp({
    slug: "example",
    log: () => {},
    routes: { "GET /": () => Promise.resolve(jsonResponse({})) },
    limit: () => ({ refusal: isOver ? refusal : null, headers: { "RateLimit": '"default";r=0;t=3' } }),
  });
  const good = await ask(handler, "/example");
  isOver = true;
  const bad = await ask(handler, "/example");
  assert.deepEqual([good.status, bad.status, bad.headers.get("retry-after")], [200, 429, "3"]);
  for (const response of [good, bad]) assert.equal(response.headers.get("ratelimit"), '"default";r=0;t=3');
});

Deno.test("createApp() lets any origin read every answer, errors included, and never with credentials", async () => {
  for (const path of ["/example", "/example/a/b"]) {
    const { headers } = await ask(ok, path, { headers: { origin: "null" } });
    assert.equal(headers.get("access-control-allow-origin"), "*");
    assert.equal(headers.get("access-control-allow-credentials"), null);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
  }
});
