import type { Found } from "./answer-cache.ts";

/** A day: a browser or CDN that cannot reach us may go on showing what it has. */
const STALE_IF_ERROR_SECONDS = 86_400;

/**
 * Puts an answer on the wire: validators, lifetime until the next pull is due, 304 for who has it already.
 * A stand-in is never stored anywhere else.
 */
export function answerResponse(
  request: Request,
  { answer, from, now }: Found & { readonly now: number },
): Response {
  const seconds = Math.max(0, Math.ceil((answer.freshUntil - now) / 1000));
  const headers: Record<string, string> = {
    "Cache-Control": from === "stand-in"
      ? "no-store"
      : `public, max-age=${seconds}, stale-if-error=${STALE_IF_ERROR_SECONDS}`,
    "ETag": answer.etag,
    "X-Cache": from === "memory" ? "hit" : from === "database" ? "miss" : "stale",
  };
  if (matches(request.headers.get("if-none-match"), answer.etag)) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(answer.bytes, { headers: { ...headers, "Content-Type": answer.contentType } });
}

/** Weak comparison, as RFC 9110 §13.1.2 asks for If-None-Match. */
function matches(header: string | null, etag: string): boolean {
  if (header === null) return false;
  const opaque = etag.replace(/^W\//, "");
  return header.split(",").some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "") === opaque);
}
