import assert from "node:assert/strict";
import { AppError } from "../../../../shared/errors.ts";
import { Secret } from "../../../../shared/secret.ts";
import { createStore, type Store } from "../../../../shared/store/store.ts";

interface Scene {
  readonly store: Store;
  readonly requests: Request[];
}

function scene(answer: (request: Request) => Response | Promise<Response>, timeoutMs = 1000): Scene {
  const requests: Request[] = [];
  const store = createStore({
    supabaseUrl: "https://project.supabase.co",
    key: new Secret("sb_secret_of_the_test"),
    timeoutMs,
    fetch: async (request) => {
      requests.push(request);
      return await answer(request);
    },
  });
  return { store, requests };
}

async function refusalOf(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(() => assert.fail("it went well"), (thrown: unknown) => thrown);
  if (!(error instanceof AppError)) throw error;
  assert.doesNotMatch(JSON.stringify(error) + error.message, /sb_secret/);
  return error;
}

Deno.test("store.call() POSTs JSON with the key in a header only", async () => {
  const { store, requests } = scene(() => Response.json({ claimed: true }));
  assert.deepEqual(await store.call("claim_pull", { request: { trigger: "cron" } }), { claimed: true });
  const [request] = requests;
  assert.ok(request !== undefined);
  assert.equal(request.url, "https://project.supabase.co/rest/v1/rpc/claim_pull");
  assert.equal(request.headers.get("apikey"), "sb_secret_of_the_test");
  assert.equal(await request.text(), '{"request":{"trigger":"cron"}}');
});

Deno.test("store.read() GETs, so that a read replica can answer, and gives the text as it came", async () => {
  const { store, requests } = scene(() => new Response('{"price": 4391.860}'));
  assert.equal(
    await store.read("read_prices", { metal: "gold,", at: "2026-01-01T00:00:00+01:00" }),
    '{"price": 4391.860}',
  );
  const url = new URL(requests[0]?.url ?? "");
  assert.equal(requests[0]?.method, "GET");
  assert.deepEqual([url.searchParams.get("metal"), url.searchParams.get("at")], [
    "gold,",
    "2026-01-01T00:00:00+01:00",
  ]);
});

Deno.test("store.call() of a function without a result gives null", async () => {
  const { store } = scene(() => new Response(null, { status: 204 }));
  assert.equal(await store.call("finish_provider_call", {}), null);
});

Deno.test("a code of our own passes with message, details and hint", async () => {
  const body = {
    code: "INPUT_UNKNOWN_METAL",
    message: "Cannot read metal",
    details: "d",
    hint: "Metals: gold",
  };
  const { store } = scene(() => Response.json(body, { status: 400 }));
  assert.deepEqual((await refusalOf(store.read("read_prices", {}))).toJSON(), body);
});

Deno.test("a code of Postgres or PostgREST is not shown to callers but kept as the cause", async () => {
  const body = { code: "42501", message: "permission denied for table pulls", details: null, hint: null };
  const { store } = scene(() => Response.json(body, { status: 403 }));
  const refusal = await refusalOf(store.call("claim_pull", {}));
  assert.equal(refusal.code, "STORE_REFUSED");
  assert.doesNotMatch(JSON.stringify(refusal), /pulls/);
  assert.match(String(refusal.cause), /42501/);
});

Deno.test("no connection, a gateway's error page and a lost database are all STORE_UNAVAILABLE", async () => {
  const answers: readonly (() => Response)[] = [
    () => {
      throw new TypeError(
        "error sending request for url (https://project.supabase.co/?apikey=sb_secret_of_the_test)",
      );
    },
    () => new Response("<html>Bad gateway</html>", { status: 502 }),
    () => new Response("", { status: 504 }),
    () =>
      Response.json({ code: "PGRST000", message: "no connection", details: null, hint: null }, {
        status: 503,
      }),
    () => new Response("<html>It works!</html>"),
  ];
  for (const answer of answers) {
    const refusal = await refusalOf(scene(answer).store.call("record_pull", {}));
    assert.equal(refusal.code, "STORE_UNAVAILABLE");
    assert.equal(refusal.status, 503);
    assert.ok((refusal.retryAfterSeconds ?? 0) >= 1);
  }
});

Deno.test("a database that hangs is given up", async () => {
  const { store } = scene(({ signal }) =>
    new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
    }), 20);
  assert.equal((await refusalOf(store.read("read_prices", {}))).code, "STORE_UNAVAILABLE");
});

Deno.test("a body that stops in the middle is given up", async () => {
  const { store } = scene(({ signal }) =>
    new Response(
      new ReadableStream({
        start(controller): void {
          controller.enqueue(new TextEncoder().encode('{"half":'));
          signal.addEventListener("abort", () => controller.error(signal.reason));
        },
      }),
    ), 20);
  assert.equal((await refusalOf(store.call("claim_pull", {}))).code, "STORE_UNAVAILABLE");
});
