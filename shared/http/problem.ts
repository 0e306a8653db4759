import { AppError, type Problem } from "../errors.ts";
import { CORS_HEADERS } from "./cors.ts";

/** Turns anything thrown into an answer. What is no AppError is a bug: its details go to the log only. */
export function problemResponse(error: unknown): Response {
  const known = error instanceof AppError ? error : null;
  const status = known?.status ?? 500;
  const body: Problem = known?.toJSON() ?? {
    code: "INTERNAL",
    message: "Cannot answer: something failed that should not have",
    details: null,
    hint: "The log of the function has the details under the X-Request-Id of this answer",
  };
  const headers = new Headers({
    ...CORS_HEADERS,
    "Content-Type": "application/json; charset=utf-8",
    // An error must never inherit the lifetime of the answer it stands for.
    "Cache-Control": "no-store",
  });
  if (known?.retryAfterSeconds != null) {
    headers.set("Retry-After", String(Math.max(1, Math.ceil(known.retryAfterSeconds))));
  }
  if (status === 401) headers.set("WWW-Authenticate", 'ApiKey realm="supabase"');
  return new Response(JSON.stringify(body), { status, headers });
}
