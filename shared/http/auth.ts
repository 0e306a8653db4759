import { createHash, timingSafeEqual } from "node:crypto";
import { createLocalJWKSet, createRemoteJWKSet, jwtVerify, type JWTVerifyGetKey } from "jose";
import type { Environment } from "../environment.ts";
import { AppError } from "../errors.ts";

/** Who is asking. `anonymous` sent no key at all, which public reads allow. */
export type Caller =
  | { readonly kind: "anonymous" }
  | { readonly kind: "publishable" }
  | { readonly kind: "secret" }
  | { readonly kind: "user"; readonly id: string; readonly isPriceAdmin: boolean };

/** @throws AppError AUTH_KEY_INVALID when a key or token is sent that is not valid */
export type Identify = (request: Request) => Promise<Caller>;

/** Pinned: a token that names another algorithm, "none" or HS256 included, is refused. */
const TOKEN_ALGORITHMS = ["ES256", "RS256", "EdDSA"];

/**
 * Recognises keys in `apikey` (or, as older clients send them, in `Authorization`) and user tokens in
 * `Authorization`. A user token outranks a publishable key; a wrong key is refused even where none is needed, so
 * that a typo shows at once.
 */
export function createIdentify(environment: Environment): Identify {
  const publishable = environment.publishableKeys.map((key) => digest(key.reveal()));
  const secret = environment.secretKeys.map((key) => digest(key.reveal()));
  let keySet: JWTVerifyGetKey | null = null;

  function keyKind(key: string): "publishable" | "secret" | null {
    const presented = digest(key);
    if (isOneOf(presented, secret)) return "secret";
    return isOneOf(presented, publishable) ? "publishable" : null;
  }

  async function user(token: string): Promise<Caller> {
    keySet ??= keySetOf(environment);
    const { payload } = await jwtVerify(token, keySet, { algorithms: TOKEN_ALGORITHMS }).catch(
      (cause: unknown) => {
        throw invalidKey("the token is not valid", cause);
      },
    );
    if (payload["role"] !== "authenticated" || typeof payload.sub !== "string") {
      throw invalidKey("the token is of no signed-in user");
    }
    const metadata = payload["app_metadata"];
    const role = typeof metadata === "object" && metadata !== null && "role" in metadata
      ? metadata.role
      : null;
    return { kind: "user", id: payload.sub, isPriceAdmin: role === "price_admin" };
  }

  return async function identify(request): Promise<Caller> {
    const apikey = request.headers.get("apikey")?.trim() || null;
    const bearer = bearerOf(request.headers.get("authorization"));
    const kind = apikey === null ? null : keyKind(apikey);
    if (apikey !== null && kind === null) throw invalidKey("the key is unknown");

    if (bearer !== null && bearer !== apikey) {
      const bearerKind = keyKind(bearer);
      if (bearerKind === null) return await user(bearer);
      return { kind: kind === "secret" ? kind : bearerKind };
    }
    return kind === null ? { kind: "anonymous" } : { kind };
  };
}

/** @throws AppError AUTH_KEY_MISSING, AUTH_FORBIDDEN */
export function requireSecret(caller: Caller): void {
  if (caller.kind === "secret") return;
  refuseCaller(caller, "Send the secret key (sb_secret_...) in the header apikey");
}

/** Settings may be changed with the secret key or by a user whose app_metadata.role is price_admin. */
export function requireAdmin(caller: Caller): string {
  if (caller.kind === "secret") return "secret-key";
  if (caller.kind === "user" && caller.isPriceAdmin) return caller.id;
  return refuseCaller(caller, "Send the secret key, or a user token whose app_metadata.role is price_admin");
}

/** @throws AppError always: 401 for callers without a key, 403 for those whose key does not suffice */
export function refuseCaller(caller: Caller, hint: string): never {
  if (caller.kind === "anonymous") {
    throw new AppError("AUTH_KEY_MISSING", "Cannot do this without a key: none was sent", { hint });
  }
  throw new AppError("AUTH_FORBIDDEN", "Cannot do this with this key: it lacks the right", { hint });
}

function keySetOf(environment: Environment): JWTVerifyGetKey {
  if (environment.jwks !== null) {
    return createLocalJWKSet({ keys: environment.jwks.keys.map((key) => ({ ...key })) });
  }
  return createRemoteJWKSet(new URL(`${environment.supabaseUrl}/auth/v1/.well-known/jwks.json`));
}

function bearerOf(header: string | null): string | null {
  const match = /^bearer +(\S+)$/i.exec(header?.trim() ?? "");
  return match?.[1] ?? null;
}

/** Digests have one length, so that comparing them tells nothing about the key, its length included. */
function digest(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}

function isOneOf(presented: Uint8Array, valid: readonly Uint8Array[]): boolean {
  let found = false;
  // No early exit: the time must not say which key matched.
  for (const candidate of valid) found = timingSafeEqual(presented, candidate) || found;
  return found;
}

function invalidKey(what: string, cause?: unknown): AppError {
  return new AppError("AUTH_KEY_INVALID", `Cannot accept the key: ${what}`, {
    hint: "Send a publishable or secret key of this project in the header apikey",
    cause,
  });
}
