import assert from "node:assert/strict";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { readEnvironment } from "../../../../shared/environment.ts";
import { AppError } from "../../../../shared/errors.ts";
import { type Caller, createIdentify, requireAdmin, requireSecret } from "../../../../shared/http/auth.ts";

const signing = await generateKeyPair("ES256", { extractable: true });
const foreign = await generateKeyPair("ES256", { extractable: true });
const publicKey = { ...await exportJWK(signing.publicKey), kid: "one", alg: "ES256" };
const VALUES: Readonly<Record<string, string>> = {
  SUPABASE_URL: "http://127.0.0.1:1",
  SUPABASE_PUBLISHABLE_KEYS: '{"default":"sb_publishable_a","old":"sb_publishable_b"}',
  SUPABASE_SECRET_KEYS: '{"default":"sb_secret_a","old":"sb_secret_b"}',
  SUPABASE_JWKS: JSON.stringify({ keys: [publicKey] }),
};
const identify = createIdentify(readEnvironment((name) => VALUES[name]));

function who(headers: Readonly<Record<string, string>>): Promise<Caller> {
  return identify(new Request("http://function/", { headers }));
}

function token(
  claims: Record<string, unknown>,
  { key = signing.privateKey, expires = "1h" }: { key?: CryptoKey; expires?: string } = {},
): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid: "one" }).setExpirationTime(expires).sign(
    key,
  );
}

async function refused(headers: Readonly<Record<string, string>>): Promise<string> {
  const error = await who(headers).then(
    (caller) => assert.fail(`taken for ${caller.kind}`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw error;
  assert.doesNotMatch(JSON.stringify(error), /sb_|eyJ/, "the key is not repeated");
  return error.code;
}

Deno.test("identify() knows each key in apikey and in Authorization, the old one of a rotation too", async () => {
  assert.deepEqual(await who({}), { kind: "anonymous" });
  for (const key of ["sb_publishable_a", "sb_publishable_b"]) {
    assert.deepEqual(await who({ apikey: key }), { kind: "publishable" });
    assert.deepEqual(await who({ authorization: `Bearer ${key}` }), { kind: "publishable" });
  }
  for (const key of ["sb_secret_a", "sb_secret_b"]) {
    assert.deepEqual(await who({ apikey: key }), { kind: "secret" });
    assert.deepEqual(await who({ authorization: `bearer ${key}`, apikey: "sb_publishable_a" }), {
      kind: "secret",
    });
  }
});

Deno.test("identify() refuses a key that only resembles a valid one", async () => {
  for (
    const key of [
      "sb_secret_",
      "sb_secret_a_",
      "SB_SECRET_A",
      "sb_secret_a,sb_secret_a",
      "x",
      "[object Object]",
    ]
  ) {
    assert.equal(await refused({ apikey: key }), "AUTH_KEY_INVALID", key);
  }
  assert.equal(await refused({ apikey: "wrong", authorization: "Bearer sb_secret_a" }), "AUTH_KEY_INVALID");
});

Deno.test("identify() reads a signed-in user and their role from app_metadata only", async () => {
  const user = { role: "authenticated", sub: "u-1" };
  const plain = await token({ ...user, user_metadata: { role: "price_admin" }, price_admin: true });
  const admin = await token({ ...user, app_metadata: { role: "price_admin" } });
  assert.deepEqual(await who({ apikey: "sb_publishable_a", authorization: `Bearer ${plain}` }), {
    kind: "user",
    id: "u-1",
    isPriceAdmin: false,
  });
  assert.deepEqual(await who({ authorization: `Bearer ${admin}` }), {
    kind: "user",
    id: "u-1",
    isPriceAdmin: true,
  });
});

Deno.test("identify() refuses tokens that are forged, old, of another role or of another algorithm", async () => {
  const user = { role: "authenticated", sub: "u-1", app_metadata: { role: "price_admin" } };
  const encode = (value: unknown): string => btoa(JSON.stringify(value)).replace(/=+$/, "");
  const shared = new TextEncoder().encode(JSON.stringify(publicKey));
  const forged = [
    await token(user, { key: foreign.privateKey }),
    await token(user, { expires: "-1m" }),
    await token({ ...user, role: "service_role" }),
    await token({ ...user, role: "anon" }),
    await token({ role: "authenticated" }),
    `${encode({ alg: "none" })}.${encode(user)}.`,
    // The public key taken for a shared secret.
    await new SignJWT(user).setProtectedHeader({ alg: "HS256", kid: "one" }).setExpirationTime("1h").sign(
      shared,
    ),
    "a.b.c",
    "not-a-token",
  ];
  for (const one of forged) {
    assert.equal(await refused({ authorization: `Bearer ${one}` }), "AUTH_KEY_INVALID", one.slice(0, 40));
  }
});

Deno.test("requireSecret() is 401 without a key and 403 with a lesser one", () => {
  const admin: Caller = { kind: "user", id: "u", isPriceAdmin: true };
  requireSecret({ kind: "secret" });
  assert.throws(() => requireSecret({ kind: "anonymous" }), { code: "AUTH_KEY_MISSING" });
  assert.throws(() => requireSecret({ kind: "publishable" }), { code: "AUTH_FORBIDDEN" });
  assert.throws(() => requireSecret(admin), { code: "AUTH_FORBIDDEN" });
});

Deno.test("requireAdmin() names who changes: the secret key or the admin's id", () => {
  assert.equal(requireAdmin({ kind: "secret" }), "secret-key");
  assert.equal(requireAdmin({ kind: "user", id: "u-1", isPriceAdmin: true }), "u-1");
  assert.throws(() => requireAdmin({ kind: "user", id: "u-1", isPriceAdmin: false }), {
    code: "AUTH_FORBIDDEN",
  });
});
