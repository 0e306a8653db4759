import { SignJWT } from "jose";
import type { StackSecrets } from "../../../stack/config/secrets.ts";

/** A token as Supabase Auth would issue it to a signed-in user of this stack. */
export function userToken(
  keys: StackSecrets,
  { id, role = null }: { readonly id: string; readonly role?: string | null },
): Promise<string> {
  const claims = { role: "authenticated", aud: "authenticated", app_metadata: role === null ? {} : { role } };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "ES256", typ: "JWT", kid: String(keys.signingKey["kid"]) })
    .setSubject(id)
    .setIssuedAt()
    .setExpirationTime("1h")
    .sign({ ...keys.signingKey, kty: "EC" });
}
