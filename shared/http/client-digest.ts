import { createHmac } from "node:crypto";
import type { Secret } from "../secret.ts";
import type { Caller } from "./auth.ts";
import { clientAddress } from "./client-address.ts";

/**
 * Who is asking, as the database may know it: a signed-in user by id, wherever they come from; anyone else by address.
 * Keyed with a secret of the project, because all addresses of IPv4 can be hashed in a minute; hex, 64 characters.
 */
export function clientDigest(
  headers: Headers,
  { caller, key }: { readonly caller: Caller; readonly key: Secret },
): string {
  const client = caller.kind === "user" ? `user ${caller.id}` : `address ${clientAddress(headers)}`;
  return createHmac("sha256", key.reveal()).update(`rate limit of ${client}`).digest("hex");
}
