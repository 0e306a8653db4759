import { BodyTooLarge, limitBody, refuseDeclaredLength, tooLarge } from "./limit-body.ts";
import { forwardedHeaders } from "./forwarded-headers.ts";
import { gatewayPreflight, problem } from "./problem.ts";
import type { TokenKeeper } from "./tokens.ts";
import { refuseWithoutJwt } from "./verify-jwt.ts";

/** A function as its module exports it, or why there is none. */
export interface HostedFunction {
  readonly name: string;
  readonly verifyJwt: boolean;
  readonly module:
    | { readonly fetch: (request: Request) => Response | Promise<Response> }
    | { readonly failed: string };
}

export interface FunctionHostOptions {
  readonly functions: ReadonlyMap<string, HostedFunction>;
  readonly tokens: TokenKeeper;
  readonly bodyLimit: number;
  log(line: string): void;
}

export interface FunctionRequest {
  readonly request: Request;
  readonly name: string;
  /** What the function shall see, beginning with `/<name>`. */
  readonly path: string;
  readonly search: string;
  readonly clientAddress: string;
}

/** The `/functions/v1` of Supabase. The function's answer goes out as it is, body untouched. */
export async function callFunction(one: FunctionRequest, options: FunctionHostOptions): Promise<Response> {
  const { request, name } = one;
  const hosted = options.functions.get(name);
  if (hosted === undefined) {
    if (request.method === "OPTIONS") return gatewayPreflight(request);
    return problem(404, {
      code: "NOT_FOUND",
      message: "Function not found",
      hint: "Functions are declared in supabase/config.toml",
    });
  }
  if (hosted.verifyJwt && request.method !== "OPTIONS") {
    const refused = await refuseWithoutJwt(request, options.tokens);
    if (refused !== null) return refused;
  }
  if ("failed" in hosted.module) {
    return problem(503, {
      code: "BOOT_ERROR",
      message: `Function "${name}" failed to start`,
      hint: "See .local/logs/functions.log",
    });
  }
  const refused = refuseDeclaredLength(request.headers, options.bodyLimit);
  if (refused !== null) return refused;
  try {
    return await hosted.module.fetch(rewrite(one, options.bodyLimit));
  } catch (error) {
    if (error instanceof BodyTooLarge) return tooLarge(options.bodyLimit);
    options.log(`${name}: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
    return problem(500, { code: "WORKER_ERROR", message: `Function "${name}" threw an error` });
  }
}

function rewrite({ request, path, search, clientAddress }: FunctionRequest, bodyLimit: number): Request {
  const origin = request.url.slice(0, request.url.indexOf("/", request.url.indexOf("://") + 3));
  const headers = forwardedHeaders(request.headers, clientAddress);
  const { method } = request;
  // Without the client's signal: no function uses it, and making it costs as much as answering from memory.
  if (method === "GET" || method === "HEAD") return new Request(origin + path + search, { method, headers });
  const body = request.body === null ? null : limitBody(request.body, bodyLimit);
  return new Request(origin + path + search, { method, headers, body });
}
