import assert from "node:assert/strict";
import { SignJWT } from "jose";
import { createGateway, type Gateway } from "../../../../stack/gateway/gateway.ts";
import type { HostedFunction } from "../../../../stack/gateway/function-host.ts";
import { ignore } from "../../../../stack/ignore.ts";
import { createTokenKeeper } from "../../../../stack/gateway/tokens.ts";
import { makeSecrets, type StackSecrets, verificationKeys } from "../../../../stack/config/secrets.ts";

const ORIGIN = "http://127.0.0.1:54321";
const NOW = Date.parse("2026-11-23T15:00:00Z");
const LIMIT = 1000;
const secrets = await makeSecrets();
const other = await makeSecrets();

interface Setup {
  readonly gateway: Gateway;
  /** Requests that reached PostgREST. */
  readonly forwarded: Request[];
  /** Requests that reached a function. */
  readonly called: Request[];
}

function setUp(answer: () => Response = () => Response.json([])): Setup {
  const forwarded: Request[] = [];
  const called: Request[] = [];
  const respond = (request: Request): Response => {
    called.push(request);
    return Response.json({ ok: true });
  };
  const functions: HostedFunction[] = [
    { name: "open", verifyJwt: false, module: { fetch: respond } },
    { name: "closed", verifyJwt: true, module: { fetch: respond } },
    { name: "prices-read", verifyJwt: false, module: { fetch: respond } },
    { name: "provider-proxy", verifyJwt: false, module: { fetch: respond } },
    { name: "health", verifyJwt: false, module: { fetch: respond } },
    { name: "reader", verifyJwt: false, module: { fetch: async (r) => new Response(await r.text()) } },
    { name: "broken", verifyJwt: false, module: { failed: "SyntaxError: secret detail" } },
    {
      name: "throws",
      verifyJwt: false,
      module: {
        fetch: () => {
          throw new Error("secret detail");
        },
      },
    },
  ];
  const keys = {
    publishableKey: secrets.publishableKey,
    secretKey: secrets.secretKey,
    jwtSecret: secrets.jwtSecret,
    publicJwk: verificationKeys(secrets, { withLegacySecret: false }).keys[0] ?? {},
  };
  const gateway = createGateway({
    keys,
    tokens: createTokenKeeper(keys, { now: () => NOW }),
    functions: new Map(functions.map((one) => [one.name, one])),
    restUrl: "http://127.0.0.1:1",
    dashboard: "/nowhere",
    bodyLimit: LIMIT,
    fetch: (request) => {
      forwarded.push(request);
      return Promise.resolve(answer());
    },
    log: ignore,
  });
  return { gateway, forwarded, called };
}

function ask(gateway: Gateway, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (!headers.has("host")) headers.set("host", "127.0.0.1:54321");
  return Promise.resolve(gateway(new Request(ORIGIN + path, { ...init, headers }), "127.0.0.9"));
}

function sign(
  claims: Record<string, unknown>,
  from: StackSecrets,
  expires = "2027-01-01T00:00:00Z",
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuedAt(NOW / 1000)
    .setExpirationTime(new Date(expires))
    .sign(new TextEncoder().encode(from.jwtSecret));
}

async function code(response: Response): Promise<string> {
  return `${response.status} ${(await response.json()).code}`;
}

function roleOf(request: Request | undefined): unknown {
  const payload = request?.headers.get("authorization")?.split(".")[1] ?? "";
  return JSON.parse(new TextDecoder().decode(Uint8Array.fromBase64(payload, { alphabet: "base64url" }))).role;
}

for (
  const host of ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:54321", "192.168.0.1", ""]
) {
  Deno.test(`gateway refuses the host name "${host}"`, async () => {
    const { gateway, called } = setUp();
    assert.equal(
      await code(await ask(gateway, "/functions/v1/open", { headers: { host } })),
      "403 AUTH_FORBIDDEN",
    );
    assert.equal(called.length, 0);
  });
}

for (
  const host of [
    "localhost",
    "LOCALHOST:54321",
    "127.0.0.1:1",
    "127.9.9.9",
    "[::1]:54321",
    "app.localhost:54321",
  ]
) {
  Deno.test(`gateway answers the host name "${host}"`, async () => {
    const { gateway } = setUp();
    assert.equal((await ask(gateway, "/functions/v1/open", { headers: { host } })).status, 200);
  });
}

Deno.test("rest refuses a request without key, with an unknown key, with a key of another installation", async () => {
  const { gateway, forwarded } = setUp();
  const missing = await ask(gateway, "/rest/v1/prices");
  assert.equal(missing.status, 401);
  const body = await missing.json();
  assert.equal(body.message, "No API key found in request");
  assert.match(body.hint, /No `apikey` request header or url param was found/);
  for (const apikey of ["x", "sb_publishable_x", other.publishableKey, other.anonKey, other.serviceRoleKey]) {
    const answer = await ask(gateway, "/rest/v1/prices", { headers: { apikey } });
    assert.equal(answer.status, 401);
    assert.equal((await answer.json()).message, "Invalid API key");
  }
  assert.equal(forwarded.length, 0);
});

Deno.test("rest turns each kind of key into a token of its role", async () => {
  const { gateway, forwarded } = setUp();
  const kinds = [
    [secrets.publishableKey, "anon"],
    [secrets.secretKey, "service_role"],
    [secrets.anonKey, "anon"],
    [secrets.serviceRoleKey, "service_role"],
  ] as const;
  for (const [apikey, role] of kinds) {
    assert.equal((await ask(gateway, "/rest/v1/prices", { headers: { apikey } })).status, 200);
    assert.equal(roleOf(forwarded.at(-1)), role);
  }
});

Deno.test("rest accepts the key as url parameter and passes neither form of it on", async () => {
  const { gateway, forwarded } = setUp();
  await ask(gateway, `/rest/v1/prices?select=a,b&apikey=${secrets.publishableKey}&a=eq.1%2B1`);
  await ask(gateway, "/rest/v1/prices", { headers: { apikey: secrets.publishableKey } });
  assert.equal(forwarded[0]?.url, "http://127.0.0.1:1/prices?select=a,b&a=eq.1%2B1");
  assert.equal(forwarded[1]?.headers.get("apikey"), null);
});

Deno.test("rest lets a user's token outrank the key, and still demands the key", async () => {
  const { gateway, forwarded } = setUp();
  const token = await sign({ role: "authenticated", sub: "u" }, secrets);
  const authorization = `Bearer ${token}`;
  assert.equal((await ask(gateway, "/rest/v1/prices", { headers: { authorization } })).status, 401);
  await ask(gateway, "/rest/v1/prices", { headers: { authorization, apikey: secrets.publishableKey } });
  assert.equal(forwarded[0]?.headers.get("authorization"), authorization);
});

Deno.test("rest takes a key in Authorization for no token, as supabase-js sends it", async () => {
  const { gateway, forwarded } = setUp();
  for (const key of [secrets.publishableKey, secrets.anonKey]) {
    await ask(gateway, "/rest/v1/prices", { headers: { apikey: key, authorization: `Bearer ${key}` } });
    assert.equal(roleOf(forwarded.at(-1)), "anon");
    assert.notEqual(forwarded.at(-1)?.headers.get("authorization"), `Bearer ${key}`);
  }
});

Deno.test("rest refuses legacy keys that are expired, unsigned, or of another role", async () => {
  const { gateway } = setUp();
  const encode = (value: unknown): string =>
    new TextEncoder().encode(JSON.stringify(value)).toBase64({ alphabet: "base64url", omitPadding: true });
  const keys = [
    await sign({ role: "anon" }, secrets, "2026-01-01T00:00:00Z"),
    await sign({ role: "authenticated" }, secrets),
    await sign({ role: "postgres" }, secrets),
    `${encode({ alg: "none" })}.${encode({ role: "service_role" })}.`,
  ];
  for (const apikey of keys) {
    assert.equal((await ask(gateway, "/rest/v1/prices", { headers: { apikey } })).status, 401, apikey);
  }
});

Deno.test("rest refuses the secret key when a browser sends it", async () => {
  const { gateway } = setUp();
  const headers = { apikey: secrets.secretKey, "user-agent": "Mozilla/5.0 (X11; Linux x86_64)" };
  assert.equal((await ask(gateway, "/rest/v1/prices", { headers })).status, 401);
});

Deno.test("gateway replaces what the client claims about its address and drops headers of the connection", async () => {
  const { gateway, forwarded, called } = setUp();
  const headers = {
    apikey: secrets.publishableKey,
    "x-forwarded-for": "6.6.6.6",
    "x-forwarded-host": "evil.example",
    forwarded: "for=6.6.6.6",
    connection: "close, x-private",
    "x-private": "1",
    "keep-alive": "5",
  };
  await ask(gateway, "/rest/v1/prices", { headers });
  await ask(gateway, "/functions/v1/open", { headers });
  for (const request of [forwarded[0], called[0]]) {
    assert.equal(request?.headers.get("x-forwarded-for"), "127.0.0.9");
    for (const name of ["x-forwarded-host", "forwarded", "connection", "x-private", "keep-alive"]) {
      assert.equal(request?.headers.get(name), null, name);
    }
  }
});

Deno.test("rest answers with its own CORS headers, never with credentials", async () => {
  const { gateway } = setUp(() =>
    Response.json([], {
      headers: {
        "access-control-allow-origin": "http://a.example",
        "access-control-allow-credentials": "true",
      },
    })
  );
  const answer = await ask(gateway, "/rest/v1/prices", { headers: { apikey: secrets.publishableKey } });
  assert.equal(answer.headers.get("access-control-allow-origin"), "*");
  assert.equal(answer.headers.get("access-control-allow-credentials"), null);
});

Deno.test("gateway answers a preflight before it looks at keys", async () => {
  const { gateway } = setUp();
  const headers = { origin: "null", "access-control-request-headers": "apikey,x-a" };
  for (const path of ["/rest/v1/prices", "/functions/v1/unknown"]) {
    const answer = await ask(gateway, path, { method: "OPTIONS", headers });
    assert.equal(answer.status, 204);
    assert.equal(answer.headers.get("access-control-allow-origin"), "*");
    assert.equal(answer.headers.get("access-control-allow-headers"), "apikey,x-a");
  }
});

Deno.test("function sees its name as first segment, the query as sent, keys untouched", async () => {
  const { gateway, called } = setUp();
  const headers = { apikey: "whatever", authorization: "Bearer sb_x" };
  await ask(gateway, "/functions/v1/open/a%2Fb/c?x=1%202&y", { headers });
  assert.equal(called[0]?.url, `${ORIGIN}/open/a%2Fb/c?x=1%202&y`);
  assert.equal(called[0]?.headers.get("apikey"), "whatever");
  assert.equal(called[0]?.headers.get("authorization"), "Bearer sb_x");
});

Deno.test("unknown functions are 404 Function not found", async () => {
  const { gateway } = setUp();
  for (
    const path of ["/functions/v1/nope", "/functions/v1/", "/functions/v1/op%65n", "/functions/v1/open%2Fx"]
  ) {
    const answer = await ask(gateway, path);
    assert.equal(answer.status, 404, path);
    assert.equal((await answer.json()).message, "Function not found", path);
  }
});

Deno.test("doubled slashes and dot segments lead nowhere else", async () => {
  const { gateway, forwarded, called } = setUp();
  const headers = { apikey: secrets.publishableKey };
  const paths = [
    "//rest/v1/prices",
    "/rest//v1/prices",
    "/rest/v1//evil.example/x",
    "/rest/v1/../../functions/v1x/open",
    "/rest/v1/%2e%2e/x",
    "/functions/v1//open",
    "/functions/v1/open//x",
    "/functions/v1/open/../../../etc/passwd",
    "/restv1/prices",
    "/rest/v1x/prices",
  ];
  for (const path of paths) assert.equal((await ask(gateway, path, { headers })).status, 404, path);
  assert.equal(forwarded.length + called.length, 0);
});

Deno.test("rest passes encoded slashes on as they are", async () => {
  const { gateway, forwarded } = setUp();
  await ask(gateway, "/rest/v1/a%2F..%2Fb?x=1", { headers: { apikey: secrets.publishableKey } });
  assert.equal(forwarded[0]?.url, "http://127.0.0.1:1/a%2F..%2Fb?x=1");
});

Deno.test("aliases reach their functions with query and further segments", async () => {
  const { gateway, called } = setUp();
  await ask(gateway, "/api/prices?metal=gold");
  await ask(gateway, "/api/proxy/metals-dev");
  await ask(gateway, "/api/proxy/metals-dev/timeseries?start_date=2026-01-01");
  await ask(gateway, "/health");
  assert.deepEqual(called.map((request) => request.url.slice(ORIGIN.length)), [
    "/prices-read?metal=gold",
    "/provider-proxy/metals-dev/latest",
    "/provider-proxy/metals-dev/timeseries?start_date=2026-01-01",
    "/health",
  ]);
  for (const path of ["/api/prices/x", "/api/proxy", "/api/proxy/", "/api/nope", "/health/x"]) {
    assert.equal((await ask(gateway, path)).status, 404, path);
  }
});

Deno.test("verify_jwt refuses in the platform's words", async () => {
  const { gateway, called } = setUp();
  const bearer = (token: string): RequestInit => ({ headers: { authorization: `Bearer ${token}` } });
  const cases: [RequestInit, string][] = [
    [{}, "UNAUTHORIZED_NO_AUTH_HEADER"],
    [bearer("abc"), "UNAUTHORIZED_INVALID_JWT_FORMAT"],
    [bearer("a.b.c"), "UNAUTHORIZED_INVALID_JWT_FORMAT"],
    [bearer("sb_publishable_nope"), "UNAUTHORIZED_INVALID_JWT_FORMAT"],
    [bearer(await sign({ role: "authenticated" }, other)), "UNAUTHORIZED_JWT"],
    [bearer(await sign({ role: "authenticated" }, secrets, "2026-01-01T00:00:00Z")), "UNAUTHORIZED_JWT"],
    [bearer(btoa('{"alg":"none"}') + ".e30."), "UNAUTHORIZED_UNSUPPORTED_TOKEN_ALGORITHM"],
  ];
  for (const [init, wanted] of cases) {
    const answer = await ask(gateway, "/functions/v1/closed", init);
    assert.equal(answer.status, 401, wanted);
    assert.equal(answer.headers.get("sb-error-code"), wanted);
    await answer.body?.cancel();
  }
  assert.equal(called.length, 0);
});

Deno.test("verify_jwt lets signed tokens, keys of the new kind and preflights pass", async () => {
  const { gateway, called } = setUp();
  const token = await sign({ role: "authenticated" }, secrets);
  const passing: RequestInit[] = [
    { headers: { authorization: `Bearer ${token}` } },
    { headers: { authorization: `bearer ${secrets.anonKey}` } },
    { headers: { apikey: secrets.publishableKey } },
    { headers: { authorization: `Bearer ${secrets.secretKey}` } },
    { method: "OPTIONS" },
  ];
  for (const init of passing) assert.equal((await ask(gateway, "/functions/v1/closed", init)).status, 200);
  assert.equal(called.length, passing.length);
});

Deno.test("a function that fails to load or throws answers without its details", async () => {
  const { gateway } = setUp();
  for (const [name, wanted] of [["broken", "503 BOOT_ERROR"], ["throws", "500 WORKER_ERROR"]]) {
    const answer = await ask(gateway, `/functions/v1/${name}`);
    assert.equal(answer.headers.get("cache-control"), "no-store");
    const text = await answer.text();
    assert.doesNotMatch(text, /secret detail/);
    assert.equal(`${answer.status} ${JSON.parse(text).code}`, wanted);
  }
});

Deno.test("bodies over the limit are 413, whether their length is declared or not", async () => {
  const { gateway } = setUp();
  const declared = { method: "POST", body: "x", headers: { "content-length": String(LIMIT + 1) } };
  assert.equal(await code(await ask(gateway, "/functions/v1/reader", declared)), "413 INPUT_BODY_TOO_LARGE");
  const streamed = { method: "POST", body: new Blob(["x".repeat(LIMIT + 1)]).stream() };
  assert.equal(await code(await ask(gateway, "/functions/v1/reader", streamed)), "413 INPUT_BODY_TOO_LARGE");
  const small = { method: "POST", body: new Blob(["x".repeat(LIMIT)]).stream() };
  assert.equal((await ask(gateway, "/functions/v1/reader", small)).status, 200);
});

Deno.test("gateway serves the public key of user tokens and nothing private", async () => {
  const { gateway } = setUp();
  const { keys } = await (await ask(gateway, "/auth/v1/.well-known/jwks.json")).json();
  assert.equal(keys.length, 1);
  assert.equal(keys[0].kty, "EC");
  assert.equal(keys[0].d, undefined);
});

Deno.test("landing page lets nothing foreign run and may not be framed", async () => {
  const { gateway } = setUp();
  const answer = await ask(gateway, "/");
  assert.match(await answer.text(), /curl '.*prices-read\?metal=gold/);
  assert.match(
    answer.headers.get("content-security-policy") ?? "",
    /default-src 'none'.*frame-ancestors 'none'/,
  );
});
