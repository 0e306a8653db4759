import { type Context, Hono } from "hono";
import { type Alias, resolveAlias } from "./aliases.ts";
import { callFunction, type FunctionHostOptions } from "./function-host.ts";
import { isLoopbackHost } from "./host-check.ts";
import { GATEWAY_CORS_HEADERS, gatewayPreflight, problem } from "./problem.ts";
import { requestPath } from "./request-path.ts";
import { proxyRest, type RestProxyOptions } from "./rest-proxy.ts";
import { landingPage, serveFile } from "./static-files.ts";
import type { GatewayKeys } from "./tokens.ts";

export interface GatewayOptions extends FunctionHostOptions, Omit<RestProxyOptions, "secretKey"> {
  readonly keys: GatewayKeys;
  /** Folder of the built dashboard. */
  readonly dashboard: string;
}

/** The answer to one request; `clientAddress` is where its connection comes from. */
export type Gateway = (request: Request, clientAddress: string) => Response | Promise<Response>;

type Bindings = { Bindings: { readonly clientAddress: string } };

/** Supabase's front door as far as this project uses it. Needs no port: tests call it. */
export function createGateway(options: GatewayOptions): Gateway {
  const app = new Hono<Bindings>({ getPath: (request) => requestPath(request.url).path });
  const rest = { ...options, secretKey: options.keys.secretKey };

  app.get(
    "/auth/v1/.well-known/jwks.json",
    () =>
      Response.json({ keys: [options.keys.publicJwk] }, {
        headers: { ...GATEWAY_CORS_HEADERS, "cache-control": "max-age=600" },
      }),
  );

  const restRoute = (c: Context<Bindings>): Response | Promise<Response> => {
    if (c.req.method === "OPTIONS") return gatewayPreflight(c.req.raw);
    const path = c.req.path.slice("/rest/v1".length) || "/";
    if (path.includes("//")) return notFound(c.req.path);
    return proxyRest({ ...facts(c), path }, rest);
  };
  app.all("/rest/v1", restRoute);
  app.all("/rest/v1/*", restRoute);

  app.all("*", async (c) => {
    if (c.req.method === "OPTIONS") return gatewayPreflight(c.req.raw);
    if (c.req.method !== "GET" && c.req.method !== "HEAD") return notFound(c.req.path);
    const file = await serveFile(options.dashboard, c.req.path);
    if (file !== null) return file;
    return c.req.path === "/" ? landingPage(new URL(c.req.url).origin) : notFound(c.req.path);
  });

  app.onError((error) => {
    options.log(`gateway: ${error.stack ?? error.message}`);
    return problem(500, { code: "INTERNAL", message: "Cannot answer: an unexpected error was logged" });
  });

  return (request, clientAddress) => {
    if (!isLoopbackHost(request.headers.get("host"))) {
      return problem(403, {
        code: "AUTH_FORBIDDEN",
        message: "Cannot answer this host name: the local stack answers loopback names only",
        hint: "Use http://127.0.0.1 or http://localhost",
      });
    }
    // Functions come first and without the router: a read from memory should cost little more than without a gateway.
    const { path, search } = requestPath(request.url);
    const called = findFunction(path);
    if (called !== null) return callFunction({ request, search, clientAddress, ...called }, options);
    return app.fetch(request, { clientAddress });
  };
}

interface CallFacts {
  readonly request: Request;
  readonly search: string;
  readonly clientAddress: string;
}

function facts(c: Context<Bindings>): CallFacts {
  return { request: c.req.raw, search: requestPath(c.req.url).search, clientAddress: c.env.clientAddress };
}

const FUNCTIONS = "/functions/v1/";

/** The function that a path means, by its own name or by an alias, and what it shall see. */
function findFunction(path: string): Alias | null {
  if (!path.startsWith(FUNCTIONS)) return resolveAlias(path);
  if (path.includes("//")) return null;
  const end = path.indexOf("/", FUNCTIONS.length);
  const name = path.slice(FUNCTIONS.length, end === -1 ? undefined : end);
  return { name, path: path.slice(FUNCTIONS.length - 1) };
}

function notFound(path: string): Response {
  return problem(404, { code: "INPUT_NOT_FOUND", message: `Cannot find "${path.slice(0, 200)}"` });
}
