import { readEnvironment } from "../../../shared/environment.ts";
import type { Environment } from "../../../shared/environment.ts";

export const PUBLISHABLE = "sb_publishable_test";
export const SECRET = "sb_secret_test";
/** Noon of a Thursday in January 2026, in open market. */
export const NOON = Date.UTC(2026, 0, 15, 12);

/** What a function would find in its environment, with invented keys. */
export function testEnvironment(more: Readonly<Record<string, string>> = {}): Environment {
  const variables: Readonly<Record<string, string>> = {
    SUPABASE_URL: "http://data.test",
    SUPABASE_PUBLISHABLE_KEY: PUBLISHABLE,
    SUPABASE_SECRET_KEY: SECRET,
    SUPABASE_JWKS: '{"keys":[]}',
    ...more,
  };
  return readEnvironment((name) => variables[name]);
}

/** Answers of the Data API by name of the function; a function not named here is missing, as PostgREST says it. */
export type DataApi = Readonly<Record<string, (request: Request) => Response | Promise<Response>>>;

/**
 * Stands in for the network where the real Data API cannot be made to do what a test is about: to be down, to hang, to
 * answer nonsense. What the functions do on the real one is in tests/http.
 */
export function fakeFetch(
  dataApi: DataApi,
): { readonly fetch: (request: Request) => Promise<Response>; readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async fetch(request): Promise<Response> {
      const name = new URL(request.url).pathname.split("/").at(-1) ?? "";
      // The limit looks at the settings beside the requests; that is no part of what a scene is about unless it says so.
      if (name !== "read_config" || name in dataApi) asked.push(name);
      const body = { code: "PGRST202", message: `no function ${name}`, details: null, hint: null };
      return await dataApi[name]?.(request) ?? Response.json(body, { status: 404 });
    },
  };
}

/** A connection that never answers and heeds its signal, as fetch does. */
export function hang(request: Request): Promise<Response> {
  return new Promise((_, reject) => {
    request.signal.addEventListener("abort", () => reject(request.signal.reason), { once: true });
  });
}

/** A database that is stopped, as the gateway or PostgREST tells it. */
export function isDown(): Response {
  const body = { code: "PGRST001", message: "Database connection error", details: null, hint: null };
  return Response.json(body, { status: 503 });
}
