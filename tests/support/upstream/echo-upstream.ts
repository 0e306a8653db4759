/** Ways in which a provider's side can throw a key back at whoever sent it. */
export const ECHOES = ["json_401", "json_200", "html", "redirect", "text_500", "header"] as const;
export type Echo = (typeof ECHOES)[number];

/** A careless provider: passes questions on to the simulator, or answers with everything that it was sent. */
export interface EchoUpstream {
  readonly url: string;
  /** Addresses that were asked, query included. */
  readonly asked: readonly string[];
  /** Headers that came, as text. */
  readonly headersSeen: readonly string[];
  /** Null is the honest way. */
  echo: Echo | null;
  stop(): Promise<void>;
}

export function startEchoUpstream(simulator: () => string | null): EchoUpstream {
  const asked: string[] = [];
  const headersSeen: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    asked.push(request.url);
    headersSeen.push(JSON.stringify([...request.headers]));
    const url = new URL(request.url);
    if (upstream.echo === null) {
      return await fetch(`${simulator()}${url.pathname}${url.search}`, { headers: request.headers });
    }
    return answer(upstream.echo, `${url.pathname}${url.search} ${JSON.stringify([...request.headers])}`);
  });
  const upstream: EchoUpstream = {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    headersSeen,
    echo: null,
    stop: () => server.shutdown(),
  };
  return upstream;
}

function answer(echo: Echo, everything: string): Response {
  const said = {
    status: "failure",
    success: false,
    error_code: 1101,
    error_message: `Invalid: ${everything}`,
    error: { code: 101, statusCode: 101, type: everything, info: everything, message: everything },
    [everything]: everything,
  };
  switch (echo) {
    case "json_401":
      return Response.json(said, { status: 401 });
    case "json_200":
      return Response.json(said);
    case "html":
      return new Response(`<!doctype html>${everything}`, { headers: { "content-type": "text/html" } });
    case "redirect":
      return new Response(null, {
        status: 302,
        headers: { location: `https://elsewhere.example/?${everything}` },
      });
    case "text_500":
      return new Response(everything, { status: 500 });
    case "header":
      return new Response("{}", {
        status: 429,
        headers: { "x-echo": everything, "retry-after": everything, "x-api-quota": everything },
      });
  }
}
