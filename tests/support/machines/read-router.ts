import { ignore } from "../../../stack/ignore.ts";

/** Sends reads to the replica and everything else to the primary, as the load balancer of Supabase does. */
export interface ReadRouter {
  readonly url: string;
  /** `METHOD path` of each request, by where it went. */
  readonly seen: { readonly replica: string[]; readonly primary: string[] };
  readonly targets: { replica: string; primary: string };
  stop(): Promise<void>;
}

export function startReadRouter(): ReadRouter {
  const seen = { replica: new Array<string>(), primary: new Array<string>() };
  const targets = { replica: "", primary: "" };
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: ignore }, (request) => {
    const { pathname, search } = new URL(request.url);
    const side = request.method === "GET" && targets.replica !== "" ? "replica" : "primary";
    seen[side].push(`${request.method} ${pathname}`);
    return fetch(new Request(`${targets[side]}${pathname}${search}`, request));
  });
  return { url: `http://127.0.0.1:${server.addr.port}`, seen, targets, stop: () => server.shutdown() };
}
