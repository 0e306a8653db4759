import assert from "node:assert/strict";
import { parseEnvText } from "../../../../stack/config/environment.ts";
import { functionEnvironment } from "../../../../stack/config/function-environment.ts";
import { makeSecrets } from "../../../../stack/config/secrets.ts";

Deno.test("parseEnvText() reads comments, quotes and export", () => {
  const text = "# comment\nA=1\n  export B='x y' # why\nC=\"q\"\n\nD=\n";
  assert.deepEqual(parseEnvText(text), { A: "1", B: "x y", C: "q", D: "" });
});

const facts = {
  secrets: await makeSecrets(),
  projectUrl: "http://127.0.0.1:54321",
  databaseUrl: "postgresql://x",
  env: { METALS_DEV_API_KEY: "real-key", FETCH_INTERVAL: "60", HOME: "/home/me" },
};

Deno.test("functionEnvironment() never shows real provider keys to invented upstreams", () => {
  const origin = { kind: "simulate", reason: "" } as const;
  const env = functionEnvironment({ ...facts, origin, upstreamUrl: "http://127.0.0.1:9" });
  assert.ok(!JSON.stringify(env).includes("real-key"));
  assert.match(env["METALS_API_KEY"] ?? "", /^invented-/);
  assert.deepEqual([env["SPOT_ORIGIN"], env["SPOT_UPSTREAM_URL"]], ["simulated", "http://127.0.0.1:9"]);
});

Deno.test("functionEnvironment() passes on the keys that are set when prices are live, and nothing else of the shell", () => {
  const env = functionEnvironment({ ...facts, origin: { kind: "live", reason: "" }, upstreamUrl: null });
  assert.equal(env["METALS_DEV_API_KEY"], "real-key");
  assert.equal(env["METALS_API_KEY"], undefined);
  assert.equal(env["SPOT_UPSTREAM_URL"], undefined);
  assert.equal(env["FETCH_INTERVAL"], "60");
  assert.equal(env["HOME"], undefined);
});

Deno.test("functionEnvironment() gives keys in the platform's forms and no private key", () => {
  const env = functionEnvironment({ ...facts, origin: { kind: "live", reason: "" }, upstreamUrl: null });
  assert.deepEqual(JSON.parse(env["SUPABASE_SECRET_KEYS"] ?? ""), { default: facts.secrets.secretKey });
  assert.deepEqual(JSON.parse(env["SUPABASE_PUBLISHABLE_KEYS"] ?? ""), {
    default: facts.secrets.publishableKey,
  });
  assert.ok(!(env["SUPABASE_JWKS"] ?? "").includes(String(facts.secrets.signingKey["d"])));
});
