/**
 * CORS for a public price service: any origin, "null" (a page opened from a file) included, because nothing here
 * depends on cookies; credentials are never allowed.
 */
export const CORS_HEADERS: Readonly<Record<string, string>> = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Expose-Headers":
    "ETag, Retry-After, RateLimit, RateLimit-Policy, X-Cache, X-Provider, X-Quota-Remaining, X-Request-Id, Age, Location",
};

const PREFLIGHT_HEADERS: Readonly<Record<string, string>> = {
  "Access-Control-Allow-Methods": "GET, HEAD, POST, PATCH, OPTIONS",
  "Access-Control-Allow-Headers":
    "authorization, apikey, x-client-info, content-type, if-match, if-none-match, x-region, x-request-id",
  // Browsers cap this at two hours (Chromium) or a day (Firefox).
  "Access-Control-Max-Age": "86400",
  "Cache-Control": "public, max-age=86400",
  "Vary": "Access-Control-Request-Method, Access-Control-Request-Headers",
};

/** The answer to OPTIONS, given before any key is looked at. */
export function preflight(): Response {
  return new Response(null, { status: 204, headers: { ...CORS_HEADERS, ...PREFLIGHT_HEADERS } });
}
