import { extname, join } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/**
 * Own code only: nothing from elsewhere runs, and nobody may frame the page. It may ask a project on Supabase and other
 * local stacks besides this one, because its connection form takes their address.
 */
const PAGE_HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
    "connect-src 'self' https://*.supabase.co http://127.0.0.1:* http://localhost:*; manifest-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-cache",
} as const;

/** A file below `root`, or null. Only plain names are followed, so no path leads out of the folder. */
export async function serveFile(root: string, pathname: string): Promise<Response | null> {
  const segments = pathname.split("/").slice(1);
  if (segments.at(-1) === "") segments[segments.length - 1] = "index.html";
  if (!segments.every((segment) => /^[\w-][\w.-]*$/.test(segment))) return null;
  const type = TYPES[extname(segments.at(-1) ?? "")];
  if (type === undefined) return null;
  try {
    const bytes = await Deno.readFile(join(root, ...segments));
    return new Response(bytes, { headers: { "content-type": type, ...PAGE_HEADERS } });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.IsADirectory) return null;
    throw error;
  }
}

/** What `/` says while no dashboard is built. */
export function landingPage(origin: string): Response {
  const text = [
    "StackTrackr Prices: local stack",
    "",
    "Ask for a price:",
    "",
    `  curl '${origin}/functions/v1/prices-read?metal=gold&currency=EUR&unit=g&window=24h'`,
    `  curl '${origin}/api/prices?metal=gold'`,
    `  curl '${origin}/health'`,
    "",
    "The dashboard appears here once it is built: deno task generate build",
    "",
  ].join("\n");
  return new Response(text, { headers: { "content-type": "text/plain; charset=utf-8", ...PAGE_HEADERS } });
}
