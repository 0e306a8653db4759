import assert from "node:assert/strict";
import { AppError } from "../../../../shared/errors.ts";
import { routeTo } from "../../../../shared/providers/calling/build-url.ts";
import { createEngine } from "../../../../shared/providers/engine.ts";
import { goldApi } from "../../../../shared/providers/gold-api.ts";
import { metalpriceapi } from "../../../../shared/providers/metalpriceapi.ts";
import { metalsDev } from "../../../../shared/providers/metals-dev.ts";
import { GOOD, json, play } from "../../../support/scenes/engine-scene.ts";

const outcomes = (played: { attempts: readonly { outcome: string }[] }): readonly string[] =>
  played.attempts.map((attempt) => attempt.outcome);

function stalled(beginning: string): Response {
  return new Response(
    new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode(beginning)),
      pull: () => new Promise(() => {}),
    }),
  );
}

Deno.test("call() asks once and gives the answer, the body and the record of the request", async () => {
  const told: string[] = [];
  const played = await play({
    provider: metalsDev,
    answer: () => json(GOOD),
    onCall: (record) => told.push(record.outcome),
  });
  assert.equal(played.result?.reading.quotes[0]?.price, 4391.86);
  assert.deepEqual(played.result?.json, GOOD);
  assert.deepEqual(told, ["ok"]);
  assert.deepEqual(played.attempts, [{
    provider: "metals-dev",
    operation: "latest",
    calledAt: "2026-11-20T15:30:00.000Z",
    outcome: "ok",
    httpStatus: 200,
    latencyMs: 0,
    cost: 1,
    quota: null,
    retryAfterSeconds: null,
    detail: null,
  }]);
  assert.equal(played.time.pending, 0, "a timer is left behind");
});

Deno.test("call() sends a GET for JSON that follows no redirect, with the key where the provider wants it", async () => {
  const [inQuery] = (await play({ provider: metalsDev, answer: () => json(GOOD) })).requests;
  assert.equal(
    inQuery?.url,
    "https://api.metals.dev/v1/latest?currency=USD&unit=toz&api_key=key-of-the-test",
  );
  assert.equal(inQuery?.method, "GET");
  assert.equal(inQuery?.redirect, "manual");
  assert.equal(inQuery?.headers.get("accept"), "application/json");

  const [inHeader] = (await play({ provider: metalpriceapi, answer: () => json({}) })).requests;
  assert.equal(inHeader?.headers.get("x-api-key"), "key-of-the-test");
  assert.ok(!inHeader?.url.includes("key-of-the-test"));

  const call = { parameters: { metal: "gold" } };
  const [keyless] = (await play({ provider: goldApi, call, answer: () => json({}) })).requests;
  assert.deepEqual([...(keyless?.headers.keys() ?? [])], ["accept"]);
  assert.equal(keyless?.url, "https://api.gold-api.com/price/XAU");
});

Deno.test("call() sends the request to a stand-in when it is routed there", async () => {
  const route = routeTo("http://127.0.0.1:4000/");
  const { requests } = await play({ provider: metalsDev, route, answer: () => json(GOOD) });
  assert.match(requests[0]?.url ?? "", /^http:\/\/127\.0\.0\.1:4000\/api\.metals\.dev\/v1\/latest\?/);
});

for (
  const [name, make] of [
    ["an answer that never comes", () => new Promise<Response>(() => {})],
    ["a body that stalls after the headers", () => stalled('{"status":')],
  ] as const
) {
  Deno.test(`call() gives up on ${name} after the time limit, and once more`, async () => {
    const played = await play({ provider: metalsDev, timeoutMs: 3000, answer: make });
    assert.equal(played.error?.failure, "timeout");
    assert.deepEqual(outcomes(played), ["timeout", "timeout"]);
    assert.deepEqual(played.attempts.map((attempt) => attempt.latencyMs), [3000, 3000]);
    // Both limits and the pause between them, 250 ms + half of 500 ms.
    assert.equal(played.time.now() - Date.parse("2026-11-20T15:30:00Z"), 6500);
    assert.equal(played.time.pending, 0);
  });
}

Deno.test("call() tells the request when it gives up, so that the connection ends", async () => {
  const { requests } = await play({ provider: metalsDev, answer: () => new Promise<Response>(() => {}) });
  assert.ok(requests.every((request) => request.signal.aborted));
});

for (
  const [name, make] of [
    ["a refused connection", () => Promise.reject(new TypeError("connection refused"))],
    ["a server error", () => json({ message: "oops" }, { status: 502 })],
    ["a server error with a page", () => new Response("<html>", { status: 500 })],
    ["a truncated body", () => new Response('{"status":"succ')],
    ["an empty body", () => new Response("")],
    ["a body that is not UTF-8", () => new Response(new Uint8Array([0x22, 0xff, 0x22]))],
  ] as const
) {
  Deno.test(`call() asks once more after ${name} and charges both`, async () => {
    const played = await play({
      provider: metalsDev,
      answer: (_request, count) => (count === 1 ? make() : json(GOOD)),
    });
    assert.equal(played.result?.reading.quotes.length, 1);
    assert.deepEqual(played.attempts.map((attempt) => attempt.cost), [1, 1]);
    assert.notEqual(played.attempts[0]?.outcome, "ok");
    assert.equal(played.attempts[1]?.outcome, "ok");
  });
}

Deno.test("call() asks twice at most", async () => {
  const played = await play({ provider: metalsDev, answer: () => json({}, { status: 503 }) });
  assert.deepEqual(outcomes(played), ["server_error", "server_error"]);
});

Deno.test("call() does not ask again where the budget has no call left", async () => {
  const played = await play({
    provider: metalsDev,
    call: { mayRetry: false },
    answer: () => json({}, { status: 503 }),
  });
  assert.deepEqual(outcomes(played), ["server_error"]);
});

for (
  const [failure, make] of [
    ["key_rejected", () => json({ status: "failure", error_code: 1101 }, { status: 401 })],
    ["quota_spent", () => json({ status: "failure", error_code: 1203 })],
    ["rate_limited", () => json({}, { status: 429 })],
    ["bad_response", () => json({ status: "success" })],
    ["blocked", () => new Response("<!doctype html><p>Just a moment")],
    ["blocked", () => new Response("Denied", { status: 403, headers: { "content-type": "text/html" } })],
    ["bad_request", () => json({ message: "unknown parameter" }, { status: 400 })],
  ] as const
) {
  Deno.test(`call() does not ask again after ${failure}`, async () => {
    const played = await play({ provider: metalsDev, answer: make });
    assert.deepEqual(outcomes(played), [failure]);
    assert.equal(played.error?.failure, failure);
  });
}

Deno.test("call() records what was so, with the provider's own words, and tells it in the error", async () => {
  const refusal = { status: "failure", error_code: 1203, error_message: "Monthly quota exceeded." };
  const played = await play({ provider: metalsDev, answer: () => json(refusal) });
  const message = "Cannot use the answer of metals-dev: error 1203";
  assert.equal(played.attempts[0]?.detail, `${message} (Monthly quota exceeded.)`);
  assert.deepEqual(played.error?.toJSON(), {
    code: "PROVIDER_RATE_LIMITED",
    message,
    details: "Monthly quota exceeded.",
    hint: null,
  });
});

Deno.test("call() refuses a redirect and asks nobody else", async () => {
  const played = await play({
    provider: metalsDev,
    answer: () => new Response(null, { status: 307, headers: { location: "https://elsewhere.example/" } }),
  });
  assert.deepEqual(outcomes(played), ["bad_response"]);
  assert.ok(!JSON.stringify(played.attempts).includes("elsewhere"));
});

Deno.test("call() stops reading a body at the size limit, whatever length it announces", async () => {
  let sent = 0;
  const endless = (): Response =>
    new Response(
      new ReadableStream({
        pull(controller): void {
          sent += 1000;
          controller.enqueue(new Uint8Array(1000).fill(32));
        },
      }),
    );
  const played = await play({ provider: metalsDev, maxBytes: 10_000, answer: endless });
  assert.deepEqual(outcomes(played), ["bad_response"]);
  assert.ok(sent <= 13_000, `read ${sent} bytes`);

  const announced = new Response("{}", { headers: { "content-length": "10001" } });
  const refused = await play({ provider: metalsDev, maxBytes: 10_000, answer: () => announced });
  assert.deepEqual(outcomes(refused), ["bad_response"]);
});

Deno.test("call() refuses a body that is nested to overflow a stack", async () => {
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  assert.deepEqual(outcomes(await play({ provider: metalsDev, answer: () => new Response(deep) })), [
    "bad_response",
  ]);
});

Deno.test("call() takes JSON whatever the content type says", async () => {
  const answer = (): Response =>
    new Response(JSON.stringify(GOOD), { headers: { "content-type": "text/html" } });
  assert.deepEqual(outcomes(await play({ provider: metalsDev, answer })), ["ok"]);
});

Deno.test("call() honours Retry-After: a long one is told and not waited for", async () => {
  const headers = { "retry-after": "Fri, 20 Nov 2026 15:31:30 GMT" };
  const played = await play({ provider: metalsDev, answer: () => json({}, { status: 503, headers }) });
  assert.deepEqual(outcomes(played), ["server_error"]);
  assert.equal(played.attempts[0]?.retryAfterSeconds, 90);
  assert.equal(played.error?.retryAfterSeconds, 90);
});

Deno.test("call() waits before the second request for as long as a short Retry-After asks", async () => {
  const headers = { "retry-after": "2" };
  const played = await play({
    provider: metalsDev,
    answer: (_request, count) => (count === 1 ? json({}, { status: 503, headers }) : json(GOOD)),
  });
  assert.deepEqual(outcomes(played), ["server_error", "ok"]);
  assert.equal(played.attempts[1]?.calledAt, "2026-11-20T15:30:02.000Z");
});

Deno.test("call() reads the allowance from headers, also beside a refusal", async () => {
  const headers = { "x-api-current": "100", "x-api-quota": "100" };
  const refusal = { success: false, error: { statusCode: 105, message: "monthly" } };
  const played = await play({ provider: metalpriceapi, answer: () => json(refusal, { headers }) });
  assert.deepEqual(outcomes(played), ["quota_spent"]);
  assert.deepEqual(played.attempts[0]?.quota, { total: 100, used: 100, remaining: 0 });
});

Deno.test("call() asks nobody without a key, and says which variable is missing", async () => {
  const played = await play({ provider: metalsDev, keys: () => null, answer: () => json(GOOD) });
  assert.equal(played.error?.failure, "key_rejected");
  assert.equal(played.error?.hint, "Set METALS_DEV_API_KEY");
  assert.deepEqual([played.requests.length, played.attempts.length], [0, 0]);
});

for (
  const [name, call, code] of [
    ["an operation that it does not have", { operation: "historical" }, "INPUT_NOT_FOUND"],
    ["an operation named like an inherited property", { operation: "toString" }, "INPUT_NOT_FOUND"],
    ["unknown parameters", { parameters: { base: "EUR" } }, "INPUT_BAD_VALUE"],
    [
      "a path in the place of a metal",
      { operation: "spot", parameters: { metal: "../usage" } },
      "INPUT_BAD_VALUE",
    ],
  ] as const
) {
  Deno.test(`call() refuses ${name} before anything is sent`, async () => {
    const engine = createEngine({
      fetch: () => Promise.reject(new Error("must not be called")),
      now: () => 0,
      sleep: () => Promise.resolve(),
      keys: () => null,
    });
    // The names come from a query string, so they are text that the types have not seen.
    const asked = JSON.parse(JSON.stringify({ operation: "latest", parameters: {}, ...call }));
    await assert.rejects(
      engine.call(metalsDev, asked),
      (error) => error instanceof AppError && error.code === code,
    );
  });
}

Deno.test("call() lets a bug in an adapter through instead of blaming the provider", async () => {
  const broken = {
    ...metalsDev,
    operations: {
      latest: {
        ...metalsDev.operations.latest!,
        parse: (): never => {
          throw new RangeError("a bug");
        },
      },
    },
  };
  await assert.rejects(play({ provider: broken, answer: () => json(GOOD) }), RangeError);
});
