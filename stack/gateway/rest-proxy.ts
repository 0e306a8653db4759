import { forwardedHeaders, returnedHeaders } from "./forwarded-headers.ts";
import { BodyTooLarge, limitBody, refuseDeclaredLength, tooLarge } from "./limit-body.ts";
import { GATEWAY_CORS_HEADERS, problem } from "./problem.ts";
import { type ApiRole, sameSecret, type TokenKeeper } from "./tokens.ts";

export interface RestProxyOptions {
  /** Origin of PostgREST, without trailing slash. */
  readonly restUrl: string;
  readonly tokens: TokenKeeper;
  readonly secretKey: string;
  readonly bodyLimit: number;
  readonly fetch: (request: Request) => Promise<Response>;
}

/** What it must know about a request. */
export interface RestRequest {
  readonly request: Request;
  /** Path below `/rest/v1`, beginning with "/". */
  readonly path: string;
  readonly clientAddress: string;
}

/** The `/rest/v1` of Supabase: checks the API key, swaps it for a token, passes on to PostgREST. */
export async function proxyRest(one: RestRequest, options: RestProxyOptions): Promise<Response> {
  const { request, path, clientAddress } = one;
  const url = new URL(request.url);
  const key = request.headers.get("apikey") ?? url.searchParams.get("apikey");
  const role = await checkKey(key, request, options);
  if (role instanceof Response) return role;
  const refused = refuseDeclaredLength(request.headers, options.bodyLimit);
  if (refused !== null) return refused;

  const headers = new Headers(forwardedHeaders(request.headers, clientAddress));
  headers.delete("apikey");
  headers.delete("host");
  // fetch() decodes what is compressed, so the length and encoding would no longer be true.
  headers.delete("accept-encoding");
  headers.set("authorization", `Bearer ${userToken(request, key) ?? await options.tokens.tokenFor(role)}`);
  // Joined as text: resolving a path that begins with "//" would change the host.
  const target = options.restUrl + path + withoutKey(url.search);
  const body = request.body === null ? null : limitBody(request.body, options.bodyLimit);
  try {
    const answer = await options.fetch(
      new Request(target, {
        method: request.method,
        headers,
        body,
        redirect: "manual",
      }),
    );
    const returned = returnedHeaders(answer.headers);
    for (const [name, value] of Object.entries(GATEWAY_CORS_HEADERS)) returned.set(name, value);
    return new Response(answer.body, { status: answer.status, headers: returned });
  } catch (error) {
    if (isTooLarge(error)) return tooLarge(options.bodyLimit);
    return problem(503, {
      code: "STORE_UNAVAILABLE",
      message: "Cannot reach PostgREST: it is starting or has ended",
      hint: "See .local/logs/postgrest.log",
    });
  }
}

async function checkKey(
  key: string | null,
  request: Request,
  options: RestProxyOptions,
): Promise<ApiRole | Response> {
  if (key === null || key === "") {
    return problem(401, {
      code: "AUTH_KEY_MISSING",
      message: "No API key found in request",
      hint: "No `apikey` request header or url param was found.",
    });
  }
  const role = await options.tokens.roleOfKey(key);
  if (role === null) return problem(401, { code: "AUTH_KEY_INVALID", message: "Invalid API key" });
  // A secret key in a browser is a leaked key; hosted projects refuse it the same way.
  if (sameSecret(key, options.secretKey) && /^mozilla\//i.test(request.headers.get("user-agent") ?? "")) {
    return problem(401, {
      code: "AUTH_KEY_INVALID",
      message: "Forbidden use of secret API key in browser",
      hint:
        "Secret API keys can only be used in a protected environment; use the publishable key in a browser.",
    });
  }
  return role;
}

/** The token of `Authorization`, if it is one: keys sent there by supabase-js are not tokens. */
function userToken(request: Request, key: string | null): string | null {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (bearer === undefined || bearer === key || bearer.startsWith("sb_")) return null;
  return bearer;
}

/** The query string without the key, otherwise byte for byte: PostgREST's operators must not be re-encoded. */
function withoutKey(search: string): string {
  const kept = search.slice(1).split("&").filter((pair) => {
    const name = pair.split("=", 1)[0] ?? "";
    return pair !== "" && new URLSearchParams(`${name}=`).keys().next().value !== "apikey";
  });
  return kept.length === 0 ? "" : `?${kept.join("&")}`;
}

function isTooLarge(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof BodyTooLarge || cause.message.includes("BodyTooLarge")) return true;
  }
  return false;
}
