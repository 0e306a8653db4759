import assert from "node:assert/strict";
import * as fc from "fast-check";
import { readProjectConfig } from "../../stack/config/project-config.ts";
import {
  forAnyFunction,
  forBodies,
  forProxy,
  forReads,
  type MalformedRequest,
} from "../support/http/malformed-requests.ts";
import { postPull } from "../support/http/pulling.ts";
import { PROJECT_ROOT } from "../../stack/project-root.ts";
import { startTestStack, type TestStack } from "../../stack/testing/test-stack.ts";
import { userToken } from "../support/http/user-token.ts";

const SLUGS = readProjectConfig(PROJECT_ROOT).functions.map(({ name }) => name);
const RUNS = 1000;
const SEED = Number(Deno.env.get("FAST_CHECK_SEED") ?? Math.floor(Math.random() * 2 ** 31));
const PATIENCE_MS = 10_000;

Deno.test("requests that no function may answer", async (t) => {
  const stack = await startTestStack({ quietCron: true, functionEnv: { RATE_LIMIT: "0" } });
  const functions = `${stack.url}/functions/v1`;
  const secret = { apikey: stack.keys.secretKey };
  try {
    await stack.sql`update spot.settings set document = document || '{"rate_limit_per_minute": 0}'`;
    assert.equal((await (await postPull(stack, {})).json()).status, "done");

    await t.step(
      `${RUNS} malformed requests over ${SLUGS.join(", ")} (FAST_CHECK_SEED=${SEED})`,
      async () => {
        const requests = fc.oneof(
          ...SLUGS.map(forAnyFunction),
          { weight: 3, arbitrary: forReads() },
          { weight: 4, arbitrary: forBodies(secret) },
          { weight: 2, arbitrary: forProxy(secret) },
        );
        const kinds = new Set<string>();
        await fc.assert(
          fc.asyncProperty(requests, async (request) => {
            kinds.add(request.what);
            await refuses(functions, request);
          }),
          { numRuns: RUNS, seed: SEED },
        );
        assert.ok(kinds.size >= 4 * SLUGS.length, `kinds: ${[...kinds].join(", ")}`);
      },
    );

    await t.step("none of them pulled or changed anything, and the functions are well", async () => {
      const [row] = await stack.sql`
        select (select count(*)::int from spot.pulls) as pulls, (select version from spot.settings) as version`;
      assert.deepEqual({ ...row }, { pulls: 1, version: 1 });
      for (const path of ["prices-read", "config", "health"]) {
        const response = await fetch(`${functions}/${path}`);
        assert.equal(response.status, 200, path);
        await response.body?.cancel();
      }
    });

    const protectedOnes: readonly (readonly [string, RequestInit])[] = [
      ["prices-pull", { method: "POST", body: "{}" }],
      ["config", { method: "PATCH", body: "{}", headers: { "if-match": '"1"' } }],
      ["provider-proxy/metals-dev/latest", {}],
    ];
    for (const [path, init] of protectedOnes) {
      await t.step(`${path}: 401 without a key and with a wrong one, 403 without the right`, async () => {
        const asked = (headers: Record<string, string>): Promise<Response> =>
          fetch(`${functions}/${path}`, { ...init, headers: { ...init.headers, ...headers } });
        await expectProblem(await asked({}), { status: 401, code: "AUTH_KEY_MISSING" });
        await expectProblem(await asked({ apikey: `${stack.keys.secretKey}x` }), {
          status: 401,
          code: "AUTH_KEY_INVALID",
        });
        const publishable = { apikey: stack.keys.publishableKey };
        await expectProblem(await asked(publishable), { status: 403, code: "AUTH_FORBIDDEN" });
        await expectProblem(await asked({ apikey: stack.keys.anonKey }), {
          status: 403,
          code: "AUTH_FORBIDDEN",
        });
        if (path.startsWith("provider-proxy")) return;
        await expectProblem(await asked({ ...publishable, ...await signedIn(stack) }), {
          status: 403,
          code: "AUTH_FORBIDDEN",
        });
      });
    }

    await t.step("405 names the methods in Allow, 404 the paths in its hint", async () => {
      for (const [path, allow] of [["prices-read", "GET, HEAD, OPTIONS"], ["prices-pull", "POST, OPTIONS"]]) {
        const response = await fetch(`${functions}/${path}`, { method: "DELETE" });
        assert.equal(response.headers.get("allow"), allow);
        await expectProblem(response, { status: 405, code: "INPUT_METHOD_NOT_ALLOWED" });
      }
      const lost = await expectProblem(await fetch(`${functions}/prices-read/gold`), {
        status: 404,
        code: "INPUT_NOT_FOUND",
      });
      assert.match(String(lost["hint"]), /\/prices-read/);
      await expectProblem(await fetch(`${functions}/nobody`), { status: 404, code: "NOT_FOUND" });
    });
  } finally {
    await stack.stop();
  }
});

async function refuses(functions: string, request: MalformedRequest): Promise<void> {
  const { method, path, headers, body, statuses } = request;
  const response = await fetch(functions + path, {
    method,
    headers: Object.entries(headers).map(([name, value]): [string, string] => [name, latin(value)]),
    body,
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const text = await response.text();
  assert.ok(
    statuses.includes(response.status),
    `${response.status} instead of ${statuses}: ${text.slice(0, 300)}`,
  );
  expectFields(JSON.parse(text));
  assert.match(response.headers.get("content-type") ?? "", /^application\/json/);
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.equal(response.headers.get("access-control-allow-origin"), "*");
  if (response.status === 405) assert.ok(response.headers.get("allow"));
}

async function expectProblem(
  response: Response,
  { status, code }: { status: number; code: string },
): Promise<Record<string, unknown>> {
  const body = await response.json();
  assert.deepEqual([response.status, body.code], [status, code], JSON.stringify(body));
  expectFields(body);
  return body;
}

function expectFields(body: Record<string, unknown>): void {
  assert.deepEqual(Object.keys(body).sort(), ["code", "details", "hint", "message"]);
  assert.match(String(body["code"]), /^[A-Z]+(_[A-Z]+)+$/);
  assert.ok(
    typeof body["message"] === "string" && body["message"].length > 0 && body["message"].length < 400,
  );
}

async function signedIn({ keys }: TestStack): Promise<Record<string, string>> {
  const token = await userToken(keys, { id: "6f1c3a52-1111-4222-8333-444455556666" });
  return { authorization: `Bearer ${token}` };
}

/** Headers carry bytes, not characters. */
function latin(value: string): string {
  return value.replace(/[^\x20-\x7e\xa0-\xff]/g, "?");
}
