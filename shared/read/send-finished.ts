import { STANDING_HEADERS } from "../http/app.ts";
import type { FinishedResponse } from "./finished-response.ts";
import type { Found } from "./response-cache.ts";
import { chooseEncoding, encodeResponse, type Encoding } from "./encode-response.ts";

/** A day: a browser or CDN that cannot reach us may go on showing what it has. */
const STALE_IF_ERROR_SECONDS = 86_400;
const X_CACHE = { memory: "hit", database: "miss", "stand-in": "stale" } as const;

/**
 * Puts an answer on the wire: validators, lifetime until the next pull is due, 304 when the client already has it, compressed
 * for who accepts it. A stand-in is never stored anywhere else.
 */
export function sendFinished(request: Request, found: Found & { readonly now: number }): Response {
  const { response, from, now } = found;
  const seconds = Math.max(0, Math.ceil((response.freshUntil - now) / 1000));
  const isKnown = matches(request.headers.get("if-none-match"), response.etag);
  const encoding = isKnown ? null : chooseEncoding(request.headers.get("accept-encoding"), response);
  const form = isKnown ? "known" : encoding ?? "plain";
  if (from !== "memory") return make(response, { from, seconds, form });

  // Checking a dozen headers takes ten times as long as copying a response that has them.
  const kept = models.get(response);
  const known = kept?.seconds === seconds ? kept : { seconds, forms: new Map<Form, Response>() };
  if (known !== kept) models.set(response, known);
  const model = known.forms.get(form) ?? make(response, { from, seconds, form });
  known.forms.set(form, model);
  return model.clone();
}

type Form = "known" | "plain" | Encoding;

interface Models {
  /** Lifetime that the models speak of. */
  readonly seconds: number;
  readonly forms: Map<Form, Response>;
}

const models = new WeakMap<FinishedResponse, Models>();

function make(
  response: FinishedResponse,
  { from, seconds, form }: { from: Found["from"]; seconds: number; form: Form },
): Response {
  const headers: [string, string][] = [
    ...STANDING_HEADERS,
    ["Cache-Control", from === "stand-in" ? "no-store" : lifetime(response, seconds)],
    ["ETag", response.etag],
    ["Vary", "Accept-Encoding"],
    ["X-Cache", X_CACHE[from]],
  ];
  if (form === "known") return new Response(null, { status: 304, headers });
  headers.push(["Content-Type", response.contentType]);
  if (form === "plain") return new Response(response.bytes, { headers });
  return new Response(encodeResponse(response, form), { headers: [...headers, ["Content-Encoding", form]] });
}

function lifetime({ isSettled }: FinishedResponse, seconds: number): string {
  if (isSettled === true) return "public, max-age=31536000, immutable";
  return `public, max-age=${seconds}, stale-if-error=${STALE_IF_ERROR_SECONDS}`;
}

/** Weak comparison, as RFC 9110 §13.1.2 asks for If-None-Match. */
function matches(header: string | null, etag: string): boolean {
  if (header === null) return false;
  if (header === etag) return true;
  const opaque = etag.replace(/^W\//, "");
  return header.split(",").some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "") === opaque);
}
