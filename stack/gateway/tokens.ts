import { errors, importJWK, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { createHash, timingSafeEqual } from "node:crypto";

/** The secrets the gateway works with. */
export interface GatewayKeys {
  readonly publishableKey: string;
  readonly secretKey: string;
  readonly jwtSecret: string;
  /** ES256 public key of user tokens. */
  readonly publicJwk: Readonly<Record<string, unknown>>;
}

export type ApiRole = "anon" | "service_role";

/** True if both are equal; the time taken does not depend on where they differ. */
export function sameSecret(given: string, wanted: string): boolean {
  const hash = (text: string): Uint8Array => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(given), hash(wanted));
}

export interface TokenKeeper {
  /** The role of an API key: publishable, secret, or a legacy JWT of these roles. Null for anything else. */
  roleOfKey(key: string): Promise<ApiRole | null>;
  /** A short-lived token of the role, for PostgREST only. */
  tokenFor(role: ApiRole): Promise<string>;
  /** Claims of a token signed by us, legacy or asymmetric; throws jose's errors. */
  verify(token: string): Promise<JWTPayload>;
}

const TOKEN_LIFETIME_S = 3600;

export function createTokenKeeper(keys: GatewayKeys, { now }: { readonly now: () => number }): TokenKeeper {
  const secret = new TextEncoder().encode(keys.jwtSecret);
  const publicKey = importJWK({ ...keys.publicJwk, kty: "EC" }, "ES256");
  const minted = new Map<ApiRole, { readonly token: string; readonly until: number }>();

  async function roleOfLegacyKey(key: string): Promise<ApiRole | null> {
    try {
      const { payload } = await jwtVerify(key, secret, {
        algorithms: ["HS256"],
        currentDate: new Date(now()),
      });
      const role = payload["role"];
      return role === "anon" || role === "service_role" ? role : null;
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }

  return {
    async roleOfKey(key): Promise<ApiRole | null> {
      if (sameSecret(key, keys.publishableKey)) return "anon";
      if (sameSecret(key, keys.secretKey)) return "service_role";
      return await roleOfLegacyKey(key);
    },

    async tokenFor(role): Promise<string> {
      const known = minted.get(role);
      if (known !== undefined && known.until > now()) return known.token;
      const seconds = Math.floor(now() / 1000);
      const token = await new SignJWT({ role, iss: "stack" })
        .setProtectedHeader({ alg: "HS256", typ: "JWT" })
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + TOKEN_LIFETIME_S)
        .sign(secret);
      minted.set(role, { token, until: now() + (TOKEN_LIFETIME_S / 2) * 1000 });
      return token;
    },

    async verify(token): Promise<JWTPayload> {
      const currentDate = new Date(now());
      const { alg } = readHeader(token);
      const { payload } = alg === "ES256"
        ? await jwtVerify(token, await publicKey, { algorithms: ["ES256"], currentDate })
        : await jwtVerify(token, secret, { algorithms: ["HS256"], currentDate });
      return payload;
    },
  };
}

/** The algorithm a token claims; throws JWTInvalid for what is no token. */
export function readHeader(token: string): { readonly alg: string } {
  const [header, ...rest] = token.split(".");
  if (header === undefined || rest.length !== 2) throw new errors.JWTInvalid("not three parts");
  try {
    const { alg } = JSON.parse(
      new TextDecoder().decode(Uint8Array.fromBase64(header, { alphabet: "base64url" })),
    );
    if (typeof alg === "string") return { alg };
  } catch (cause) {
    throw new errors.JWTInvalid("header is not JSON", { cause });
  }
  throw new errors.JWTInvalid("header names no algorithm");
}
