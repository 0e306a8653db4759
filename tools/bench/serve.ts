/** A process of the bench: prices-read as it is deployed, the same with a cache that never holds, and bare bytes. */
import { createHandler } from "../../functions/prices-read/handler.ts";
import { readEnvironment } from "../../shared/environment.ts";

const [cached = 0, uncached = 0, bare = 0] = Deno.args.slice(0, 3).map(Number);
const path = Deno.args[3] ?? "";
const YEAR = 365 * 86_400_000;

function handlerAt(now: () => number, rateLimit: string): (request: Request) => Promise<Response> {
  return createHandler({
    environment: readEnvironment((name) => name === "RATE_LIMIT" ? rateLimit : Deno.env.get(name)),
    fetch: (request) => fetch(request),
    now,
    log: () => {},
  });
}

function serve(port: number, handler: (request: Request) => Response | Promise<Response>): void {
  Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, handler);
}

// The limit is part of the work of a read; this one is never reached.
const handler = handlerAt(() => Date.now(), "100000");
serve(cached, handler);
// A year ahead every answer has run out.
serve(uncached, handlerAt(() => Date.now() + YEAR, "0"));

const answer = await handler(new Request(`http://127.0.0.1${path}`));
const bytes = new Uint8Array(await answer.arrayBuffer());
const headers = { "content-type": "application/json; charset=utf-8" };
serve(
  bare,
  (request) =>
    request.url.endsWith("/memory")
      ? Response.json({ rss: Deno.memoryUsage().rss, bytes: bytes.byteLength })
      : request.headers.has("if-none-match")
      ? new Response(null, { status: 304, headers: { etag: "x" } })
      : new Response(bytes, { headers }),
);
