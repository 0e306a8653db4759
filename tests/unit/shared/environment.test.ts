import assert from "node:assert/strict";
import { readEnvironment } from "../../../shared/environment.ts";
import { AppError } from "../../../shared/errors.ts";

const LEAST = {
  SUPABASE_URL: "https://project.supabase.co/",
  SUPABASE_PUBLISHABLE_KEYS: '{"web":"sb_publishable_web","default":"sb_publishable_default"}',
  SUPABASE_SECRET_KEYS: '{"default":"sb_secret_default"}',
};

function read(change: Readonly<Record<string, string | undefined>> = {}): ReturnType<typeof readEnvironment> {
  const values: Readonly<Record<string, string | undefined>> = { ...LEAST, ...change };
  return readEnvironment((name) => values[name]);
}

function refusalOf(change: Readonly<Record<string, string | undefined>>): AppError {
  try {
    read(change);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  return assert.fail(`accepted ${JSON.stringify(change)}`);
}

Deno.test("readEnvironment() needs address and keys only, and is live without an upstream", () => {
  const environment = read();
  assert.equal(environment.supabaseUrl, "https://project.supabase.co");
  assert.equal(environment.origin, "live");
  assert.equal(environment.upstreamUrl, null);
  assert.equal(environment.jwks, null);
  assert.deepEqual(environment.settings, {});
  assert.equal(environment.providerKey("METALS_DEV_API_KEY"), null);
});

Deno.test("readEnvironment() puts the default key first and adds single and legacy keys once", () => {
  const { publishableKeys } = read({
    SUPABASE_PUBLISHABLE_KEY: "sb_publishable_default",
    SUPABASE_ANON_KEY: "legacy",
  });
  assert.deepEqual(publishableKeys.map((key) => key.reveal()), [
    "sb_publishable_default",
    "sb_publishable_web",
    "legacy",
  ]);
});

Deno.test("readEnvironment() accepts legacy keys alone, as older platforms set them", () => {
  const { secretKeys } = read({ SUPABASE_SECRET_KEYS: undefined, SUPABASE_SERVICE_ROLE_KEY: "legacy" });
  assert.deepEqual(secretKeys.map((key) => key.reveal()), ["legacy"]);
});

Deno.test("readEnvironment() names the variable and the cure, never the value", () => {
  const bad: readonly (readonly [string, string | undefined, RegExp])[] = [
    ["SUPABASE_URL", undefined, /SUPABASE_URL/],
    ["SUPABASE_URL", "  ", /SUPABASE_URL/],
    ["SUPABASE_SECRET_KEYS", undefined, /SUPABASE_SECRET_KEYS/],
    ["SUPABASE_SECRET_KEYS", "sb_secret_naked", /SUPABASE_SECRET_KEYS/],
    ["SUPABASE_SECRET_KEYS", '["sb_secret_list"]', /SUPABASE_SECRET_KEYS/],
    ["SUPABASE_SECRET_KEYS", '{"default":""}', /SUPABASE_SECRET_KEYS/],
    ["SUPABASE_JWKS", '{"keys":"sb_secret_no"}', /SUPABASE_JWKS/],
    ["SPOT_ORIGIN", "sb_secret_somewhere", /SPOT_ORIGIN/],
    ["SPOT_UPSTREAM_URL", "https://sb_secret.example", /SPOT_UPSTREAM_URL/],
    ["FETCH_INTERVAL", "sb_secret_soon", /FETCH_INTERVAL/],
    ["RATE_LIMIT", "-1", /RATE_LIMIT/],
  ];
  for (const [name, value, expected] of bad) {
    const refusal = refusalOf({ [name]: value });
    assert.equal(refusal.code, "CONFIG_INVALID", name);
    assert.match(refusal.message, expected);
    assert.ok(refusal.hint !== null && refusal.hint.length > 0, name);
    assert.doesNotMatch(
      JSON.stringify(refusal),
      /sb_secret_(naked|list|no|somewhere|soon)|sb_secret\.example/,
    );
  }
});

Deno.test("readEnvironment() sends provider keys to this machine only", () => {
  for (const url of ["http://127.0.0.1:4000/", "http://localhost:4000", "http://[::1]:4000"]) {
    assert.ok(read({ SPOT_UPSTREAM_URL: url }).upstreamUrl?.endsWith(":4000"), url);
  }
  const elsewhere = [
    "http://localhost.example:4000",
    "http://127.0.0.1.example",
    "http://127.0.0.1@elsewhere.example",
    "https://127.0.0.1:4000",
    "http://0.0.0.0:4000",
    "file:///etc/passwd",
    "nonsense",
  ];
  for (const url of elsewhere) {
    assert.equal(refusalOf({ SPOT_UPSTREAM_URL: url }).code, "CONFIG_INVALID", url);
  }
});

Deno.test("readEnvironment() shortens the patience with a simulator and never with real providers", () => {
  const both = { SPOT_UPSTREAM_URL: "http://127.0.0.1:4000", SPOT_UPSTREAM_TIMEOUT_MS: "300" };
  assert.equal(read(both).upstreamTimeoutMs, 300);
  assert.equal(read({ SPOT_UPSTREAM_TIMEOUT_MS: "300" }).upstreamTimeoutMs, undefined);
});

Deno.test("readEnvironment() honours FETCH_INTERVAL and RATE_LIMIT within their ranges", () => {
  assert.deepEqual(read({ FETCH_INTERVAL: "10", RATE_LIMIT: "0" }).settings, {
    fetch_interval_seconds: 10,
    rate_limit_per_minute: 0,
  });
  for (const value of ["9", "86401", "300.5", "1e3", "0x10", "five"]) {
    assert.equal(refusalOf({ FETCH_INTERVAL: value }).code, "CONFIG_INVALID", value);
  }
});

Deno.test("readEnvironment() takes a blank provider key for none and hides a set one", () => {
  const environment = read({ METALS_DEV_API_KEY: " key ", GOLDAPI_KEY: "  " });
  assert.equal(environment.providerKey("METALS_DEV_API_KEY")?.reveal(), "key");
  assert.equal(environment.providerKey("GOLDAPI_KEY"), null);
  assert.doesNotMatch(JSON.stringify(environment), /sb_secret_default/);
});
