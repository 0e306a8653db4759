import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { z } from "zod";
import { exists, readTextIfExists, type StackFolder, writePrivateFile } from "./folder.ts";
import { StackError } from "../stack-error.ts";

const Secrets = z.object({
  /** Passwords of the database roles that can log in. */
  passwords: z.object({ postgres: z.string(), authenticator: z.string(), supabase_admin: z.string() }),
  /** HS256 secret of the legacy keys and of the tokens that the gateway mints. */
  jwtSecret: z.string(),
  /** Private ES256 key of user tokens, as JWK with kid. */
  signingKey: z.record(z.string(), z.unknown()),
  publishableKey: z.string(),
  secretKey: z.string(),
  /** Legacy keys: JWTs of the roles anon and service_role. */
  anonKey: z.string(),
  serviceRoleKey: z.string(),
});

/** The secrets of one installation. They never leave the machine and are never the well-known demo keys. */
export type StackSecrets = Readonly<z.infer<typeof Secrets>>;

/** Reads the secrets of this folder, or makes them at the first start. */
export async function loadSecrets(folder: StackFolder): Promise<StackSecrets> {
  const text = readTextIfExists(folder.secrets);
  if (text !== null) return parseSecrets(text, folder);
  if (exists(folder.data)) {
    throw new StackError(`Cannot open the database: ${folder.secrets}, which holds its passwords, is gone`, {
      hint: "`deno task reset` makes a new database and new keys; the old data is lost",
    });
  }
  const secrets = await makeSecrets();
  writePrivateFile(folder.secrets, JSON.stringify(secrets, null, 2) + "\n");
  return secrets;
}

function parseSecrets(text: string, folder: StackFolder): StackSecrets {
  try {
    return Secrets.parse(JSON.parse(text));
  } catch (cause) {
    throw new StackError(`Cannot read ${folder.secrets}: it is damaged`, {
      cause,
      hint: "`deno task reset` makes a new database and new keys; the old data is lost",
    });
  }
}

/** New random secrets. */
export async function makeSecrets(): Promise<StackSecrets> {
  const jwtSecret = randomText(48);
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const signingKey = { ...await exportJWK(privateKey), kid: crypto.randomUUID(), alg: "ES256", use: "sig" };
  return {
    passwords: { postgres: randomText(24), authenticator: randomText(24), supabase_admin: randomText(24) },
    jwtSecret,
    signingKey,
    publishableKey: `sb_publishable_${randomText(24)}`,
    secretKey: `sb_secret_${randomText(24)}`,
    anonKey: await signLegacyKey("anon", jwtSecret),
    serviceRoleKey: await signLegacyKey("service_role", jwtSecret),
  };
}

function signLegacyKey(role: "anon" | "service_role", jwtSecret: string): Promise<string> {
  return new SignJWT({ role, iss: "supabase" })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuedAt()
    .setExpirationTime("10y")
    .sign(new TextEncoder().encode(jwtSecret));
}

function randomText(bytes: number): string {
  return crypto.getRandomValues(new Uint8Array(bytes)).toBase64({ alphabet: "base64url", omitPadding: true });
}

/** The keys against which tokens verify, as JWK set: the public ES256 key, and for PostgREST the legacy secret. */
export function verificationKeys(
  secrets: StackSecrets,
  { withLegacySecret }: { readonly withLegacySecret: boolean },
): { readonly keys: readonly Record<string, unknown>[] } {
  const { d: _private, ...publicKey } = secrets.signingKey;
  const legacy = {
    kty: "oct",
    k: new TextEncoder().encode(secrets.jwtSecret).toBase64({ alphabet: "base64url", omitPadding: true }),
    alg: "HS256",
  };
  return { keys: withLegacySecret ? [publicKey, legacy] : [publicKey] };
}
