/** What a hostile provider does to whoever asks it. */
export type Hostility =
  | { readonly kind: "honest"; readonly json: unknown }
  | { readonly kind: "redirect"; readonly status: number; readonly location: string }
  | { readonly kind: "bomb"; readonly megabytes: number; readonly encoding: "gzip" | "deflate" }
  | { readonly kind: "endless" }
  | { readonly kind: "drip" };

export interface HostileUpstream {
  readonly url: string;
  /** Addresses that were asked, path and query only. */
  readonly asked: string[];
  behave: Hostility;
  stop(): Promise<void>;
}

/** A provider's server on loopback that lies about lengths, compresses gigabytes, never ends, or sends elsewhere. */
export function startHostileUpstream(): HostileUpstream {
  const asked: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const { pathname, search } = new URL(request.url);
    asked.push(pathname + search);
    return answer(upstream.behave);
  });
  const upstream: HostileUpstream = {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    behave: { kind: "honest", json: {} },
    stop: () => server.shutdown(),
  };
  return upstream;
}

function answer(hostility: Hostility): Response {
  const headers = { "content-type": "application/json" };
  switch (hostility.kind) {
    case "honest":
      return Response.json(hostility.json);
    case "redirect":
      return new Response("{}", { status: hostility.status, headers: { location: hostility.location } });
    case "bomb":
      return new Response(
        zeros(hostility.megabytes).pipeThrough(new CompressionStream(hostility.encoding)),
        { headers: { ...headers, "content-encoding": hostility.encoding } },
      );
    case "endless":
      return new Response(zeros(Infinity), { headers });
    case "drip":
      return new Response(drip(), { headers });
  }
}

function zeros(megabytes: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunk = new Uint8Array(1024 * 1024).fill(0x20);
  let left = megabytes;
  return new ReadableStream({
    pull(controller): void {
      if (left-- > 0) controller.enqueue(chunk);
      else controller.close();
    },
  });
}

/** A byte every 20 ms, for ever. */
function drip(): ReadableStream<Uint8Array> {
  let timer: ReturnType<typeof setInterval> | undefined;
  return new ReadableStream({
    start(controller): void {
      timer = setInterval(() => controller.enqueue(new Uint8Array([0x20])), 20);
    },
    cancel(): void {
      clearInterval(timer);
    },
  });
}
