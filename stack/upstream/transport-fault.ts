import type { UpstreamFault } from "./faults.ts";

const HUGE_BYTES = 16 * 1024 * 1024;
const CHUNK = new TextEncoder().encode(" ".repeat(64 * 1024));

/** The given answer as it looks when the wire or the server is at fault; null where the fault is none of these. */
export function transportFault(
  fault: UpstreamFault,
  { text, headers, request }: { text: string; headers: Headers; request: Request },
): Promise<Response> | Response | null {
  const half = text.slice(0, Math.max(1, Math.floor(text.length / 2)));
  switch (fault) {
    case "timeout":
      return silence(request.signal);
    case "slow_loris":
      return new Response(stream(half, "stalls"), { headers });
    case "connection_reset":
      return new Response(stream(half, "breaks"), { headers });
    case "truncated_json":
      return new Response(half, { headers });
    case "html":
      return new Response("<!doctype html><title>Just a moment...</title>", {
        headers: { "content-type": "text/html; charset=utf-8" },
      });
    case "huge_body":
      return new Response(padding(), { headers });
    case "invalid_utf8":
      return new Response(new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), { headers });
    case "redirect":
      return new Response(null, { status: 302, headers: { location: "https://elsewhere.example/" } });
    case "nan":
      return new Response(text.replace(/([:\[]\s*)-?\d[\d.e+-]*/, "$1NaN"), { headers });
    case "deep_json":
      return new Response("[".repeat(20_000) + "]".repeat(20_000), { headers });
    default:
      return null;
  }
}

/** Nothing at all, until the caller gives up. */
function silence(signal: AbortSignal): Promise<Response> {
  return new Promise((resolve) => {
    const end = (): void => resolve(new Response(null, { status: 504 }));
    if (signal.aborted) end();
    signal.addEventListener("abort", end, { once: true });
  });
}

function stream(beginning: string, ending: "stalls" | "breaks"): ReadableStream<Uint8Array> {
  let isBegun = false;
  return new ReadableStream({
    pull(controller): void | Promise<void> {
      if (!isBegun) {
        isBegun = true;
        controller.enqueue(new TextEncoder().encode(beginning));
        return;
      }
      if (ending === "breaks") return controller.error("connection reset on command");
      // Never settles: the body neither goes on nor ends.
      return new Promise(() => {});
    },
  });
}

function padding(): ReadableStream<Uint8Array> {
  let sent = 0;
  return new ReadableStream({
    pull(controller): void {
      controller.enqueue(CHUNK);
      sent += CHUNK.byteLength;
      if (sent >= HUGE_BYTES) controller.close();
    },
  });
}
