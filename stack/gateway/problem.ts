/** An error of the gateway in PostgREST's shape, so that clients need one parser. Never cached. */
export function problem(
  status: number,
  facts: {
    readonly code: string;
    readonly message: string;
    readonly hint?: string;
    readonly headers?: Readonly<Record<string, string>>;
  },
): Response {
  const body = { code: facts.code, message: facts.message, details: null, hint: facts.hint ?? null };
  return Response.json(body, {
    status,
    headers: { "cache-control": "no-store", ...GATEWAY_CORS_HEADERS, ...facts.headers },
  });
}

/** Any origin, never with credentials: keys travel in headers, not in cookies. */
export const GATEWAY_CORS_HEADERS = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "*",
} as const;

/** The answer to a preflight, given before any key is looked at. */
export function gatewayPreflight(request: Request): Response {
  return new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
      "access-control-allow-headers": request.headers.get("access-control-request-headers") ?? "*",
      "access-control-max-age": "3600",
      vary: "access-control-request-headers",
    },
  });
}
