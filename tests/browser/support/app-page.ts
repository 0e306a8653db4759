import { dirname, join } from "node:path";
import { METALS } from "../../../shared/schemas/metal.ts";
import { PROJECT_ROOT } from "../../../stack/project-root.ts";

const APP = join(dirname(import.meta.dirname ?? "."), "app");
/** What the app's own feed says: far from every simulated price. */
export const OWN_PRICES = { gold: 1111, silver: 11, platinum: 111, palladium: 1112 } as const;
const FIVE_DAYS_MS = 5 * 86_400_000;
const CODES = { gold: "xau", silver: "xag", platinum: "xpt", palladium: "xpd" } as const;

export type AppVersion = "v333" | "v336";

export interface AppPageOptions {
  readonly version: AppVersion;
  /** Attributes of the script tag; null leaves the script out. */
  readonly script: Readonly<Record<string, string>> | null;
  /** Base of files and of the app's own feed; a relative one works from a folder. */
  readonly base: string;
  readonly theme?: "light" | "dark";
}

/** A page with the app's structure: deferred classic scripts in their order, the drop-in after api.js. */
export function appPage({ version, script, base, theme = "light" }: AppPageOptions): string {
  const cards = METALS.map((metal) => {
    const name = metal.charAt(0).toUpperCase() + metal.slice(1);
    return `<div>${name} <b id="spotPriceDisplay${name}"></b> <small id="spotTimestamp${name}"></small></div>`;
  });
  const attributes = Object.entries(script ?? {}).map(([name, value]) => ` ${name}="${value}"`).join("");
  const names = ["constants.js", `${version}.js`, "state.js", "spot.js", "api.js", null, "init.js"];
  const tags = names.map((name) =>
    name !== null
      ? `<script defer src="${base}/${name}"></script>`
      : script === null
      ? ""
      : `<script defer src="${base}/serverless-api.js"${attributes}></script>`
  );
  return `<!doctype html><html lang="en" data-feed="${base}/own-feed" data-theme="${theme}"><head><meta charset="utf-8">
<title>App</title><link rel="stylesheet" href="${base}/style.css"><link rel="icon" href="data:,">${
    tags.join("\n")
  }</head>
<body><header><h1>App</h1><span id="envBadge">LOCAL</span></header><main class="cards">${
    cards.join("")
  }</main></body></html>`;
}

/** The files of the app and the script, as a server hands them out. */
export function readAppFile(name: string): string | null {
  if (!/^[\w-]+\.(js|css)$/.test(name)) return null;
  const path = name === "serverless-api.js" ? join(PROJECT_ROOT, "dist", name) : join(APP, name);
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

export interface AppServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves the page that `options` describe in the query (`?page=<json>`), the app's files and its own feed. */
export function serveApp(): AppServer {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const { pathname, searchParams, origin } = new URL(request.url);
    if (pathname === "/") {
      const options: Omit<AppPageOptions, "base"> = JSON.parse(searchParams.get("page") ?? "{}");
      return new Response(appPage({ ...options, base: origin }), {
        headers: { "content-type": "text/html" },
      });
    }
    if (pathname.startsWith("/own-feed/")) return ownFeed(pathname);
    const file = readAppFile(pathname.slice(1));
    const type = pathname.endsWith(".css") ? "text/css" : "text/javascript";
    return file === null
      ? new Response(null, { status: 404 })
      : new Response(file, { headers: { "content-type": type } });
  });
  return { url: `http://127.0.0.1:${server.addr.port}`, stop: () => server.shutdown() };
}

function ownFeed(pathname: string): Response {
  if (pathname === "/own-feed/v2/spot/latest.json") {
    const data = METALS.map((metal) => [CODES[metal], { price: OWN_PRICES[metal] }]);
    const generatedAt = new Date(Date.now() - FIVE_DAYS_MS).toISOString();
    return Response.json({
      v: 2,
      generated_at: generatedAt,
      stale_after: 1200,
      data: Object.fromEntries(data),
    });
  }
  return Response.json(METALS.map((metal) => ({
    spot: OWN_PRICES[metal],
    metal: metal.charAt(0).toUpperCase() + metal.slice(1),
    source: "api",
    provider: "StakTrakr",
    timestamp: new Date(Date.now() - FIVE_DAYS_MS).toISOString().replace("T", " ").slice(0, 19),
  })));
}
