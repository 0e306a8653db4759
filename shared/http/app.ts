import { Hono } from "hono";
import { AppError } from "../errors.ts";
import { CORS_HEADERS, preflight } from "./cors.ts";
import { problemResponse } from "./problem.ts";
import type { RateLimit } from "./rate-limit.ts";

/** One line of the structured log. Values are facts, never bodies or keys. */
export type Log = (event: Readonly<Record<string, unknown>>) => void;

export interface RouteContext {
  readonly request: Request;
  readonly url: URL;
  /** Path parameters by name. */
  readonly path: Readonly<Record<string, string>>;
}

export type Route = (context: RouteContext) => Promise<Response>;

export interface AppOptions {
  /** Name of the function; the platform puts it in front of every path. */
  readonly slug: string;
  /** `"GET /"`, `"GET /:provider/:operation"` → route. */
  readonly routes: Readonly<Record<string, Route>>;
  readonly log: Log;
  /** Asked before anything but OPTIONS, keys included, so that guessing keys is limited too. */
  readonly limit?: RateLimit;
  /** Answers at once what needs no routing, or null. The answer is the caller's own and carries STANDING_HEADERS. */
  readonly fast?: (request: Request) => Response | null;
}

/** What every answer carries. */
export const STANDING_HEADERS: readonly [name: string, value: string][] = [
  ...Object.entries(CORS_HEADERS),
  ["X-Content-Type-Options", "nosniff"],
];

export type Handler = (request: Request) => Promise<Response>;

/**
 * Builds the handler of a function: routing, OPTIONS before everything, unknown paths and methods, one place where
 * errors become answers, a request id in answer and log, CORS on all of it.
 */
export function createApp({ slug, routes, log, limit, fast }: AppOptions): Handler {
  const app = new Hono<{ Bindings: { requestId: string } }>({ strict: false }).basePath(`/${slug}`);
  const methodsByPath = new Map<string, string[]>();

  for (const [key, route] of Object.entries(routes)) {
    const [method, path] = key.split(" ");
    if (method === undefined || path === undefined) throw new TypeError(`Cannot read route "${key}"`);
    methodsByPath.set(path, [...(methodsByPath.get(path) ?? []), method]);
    app.on(method, path, (context) => {
      return route({
        request: context.req.raw,
        url: new URL(context.req.url),
        path: context.req.param(),
      });
    });
  }
  for (const [path, methods] of methodsByPath) {
    const allow = [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ");
    app.all(path, (context) => {
      const response = problemResponse(
        new AppError(
          "INPUT_METHOD_NOT_ALLOWED",
          `Cannot ${context.req.method} here: the method is not supported`,
          {
            hint: `Methods: ${allow}`,
          },
        ),
      );
      response.headers.set("Allow", allow);
      return response;
    });
  }
  app.notFound(() => {
    const paths = [...methodsByPath.keys()].map((path) => `/${slug}${path === "/" ? "" : path}`);
    return problemResponse(
      new AppError("INPUT_NOT_FOUND", "No such route", {
        hint: `Paths: ${paths.join(", ")}`,
      }),
    );
  });
  app.onError((error, context) => {
    const isKnown = error instanceof AppError && error.status < 500;
    if (!isKnown) {
      log({
        level: "error",
        function: slug,
        request_id: context.env.requestId,
        code: error instanceof AppError ? error.code : "INTERNAL",
        message: error.message,
        cause: causeOf(error),
      });
    }
    return problemResponse(error);
  });

  async function inFull(
    request: Request,
    { requestId, refusal }: { requestId: string; refusal: AppError | null },
  ): Promise<Response> {
    const response = refusal === null ? await app.fetch(request, { requestId }) : problemResponse(refusal);
    for (const [name, value] of STANDING_HEADERS) response.headers.set(name, value);
    return response;
  }

  return async function handle(request): Promise<Response> {
    if (request.method === "OPTIONS") return preflight();
    if (request.method === "HEAD") return headOf(await handle(new Request(request, { method: "GET" })));
    const requestId = requestIdOf(request);
    const allowance = limit?.(request) ?? null;
    const atOnce = allowance?.refusal ? null : fast?.(request) ?? null;
    const response = atOnce ?? await inFull(request, { requestId, refusal: allowance?.refusal ?? null });
    response.headers.set("X-Request-Id", requestId);
    if (allowance !== null) {
      for (const [name, value] of Object.entries(allowance.headers)) response.headers.set(name, value);
    }
    return response;
  };
}

/** What GET answers, without its body and with the length that it would have. */
async function headOf(answer: Response): Promise<Response> {
  const { status, headers, body } = answer;
  if (body !== null) headers.set("Content-Length", String((await answer.arrayBuffer()).byteLength));
  return new Response(null, { status, headers });
}

/** A caller's own id is kept if it is harmless, so that one request can be followed through several logs. */
function requestIdOf(request: Request): string {
  const given = request.headers.get("x-request-id") ?? "";
  return /^[A-Za-z0-9_-]{8,64}$/.test(given) ? given : crypto.randomUUID();
}

function causeOf(error: Error): string | null {
  const parts: string[] = [];
  let cause: unknown = error.cause;
  for (let depth = 0; depth < 4 && cause instanceof Error; depth++) {
    parts.push(`${cause.name}: ${cause.message}`);
    cause = cause.cause;
  }
  return parts.length === 0 ? error.stack ?? null : parts.join(" <- ");
}
