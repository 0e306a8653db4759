import { type Caller, refuseCaller } from "../http/auth.ts";

/**
 * Calls of providers cost money: the secret key and signed-in users may make them, everyone with the publishable key
 * only where the settings say so.
 *
 * @throws AppError AUTH_KEY_MISSING, AUTH_FORBIDDEN
 */
export function requireProxyAccess(caller: Caller, proxyAccess: "secret" | "publishable"): void {
  if (caller.kind === "secret" || caller.kind === "user") return;
  if (caller.kind === "publishable" && proxyAccess === "publishable") return;
  refuseCaller(
    caller,
    proxyAccess === "publishable"
      ? "Send the publishable key in the header apikey"
      : "Sign in, or send the secret key; an operator can open it: PATCH config " +
        '{"settings":{"proxy_access":"publishable"}}',
  );
}
