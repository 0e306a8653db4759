import { fields, textOrNull } from "./read-prices.ts";
import { SpotError } from "./spot-error.ts";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface AskOptions {
  readonly fetch: Fetch;
  readonly headers: Readonly<Record<string, string>>;
  /** For head and body together. */
  readonly timeoutMs: number;
}

export interface ServerResponse {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined for 304 and for a body that is no JSON. */
  readonly json: unknown;
}

const LONGEST_BODY = 4_000_000;

/**
 * One GET, whatever its status.
 *
 * @throws SpotError UNREACHABLE, TIMEOUT
 */
export async function ask(url: string, { fetch, headers, timeoutMs }: AskOptions): Promise<ServerResponse> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeoutMs);
  const rung = new Promise<never>((_, reject) => {
    abort.signal.addEventListener("abort", () => reject(abort.signal.reason), { once: true });
  });
  rung.catch(() => {});
  try {
    // Races the body too: some fetches go on waiting for a stalled body after an abort.
    return await Promise.race([receive(url, { fetch, headers, signal: abort.signal }), rung]);
  } catch (cause) {
    if (abort.signal.aborted) {
      throw new SpotError("TIMEOUT", `Cannot read ${origin(url)}: no answer within ${timeoutMs} ms`, {
        hint: "Try again later; the last known price can still be shown with its age",
        cause,
      });
    }
    throw new SpotError("UNREACHABLE", `Cannot reach ${origin(url)}`, {
      hint: "Is the address right, is the backend running, and is this device online?",
      cause,
    });
  } finally {
    clearTimeout(timer);
  }
}

async function receive(
  url: string,
  { fetch, headers, signal }: Pick<AskOptions, "fetch" | "headers"> & { readonly signal: AbortSignal },
): Promise<ServerResponse> {
  const response = await fetch(url, { headers: { ...headers }, signal, credentials: "omit" });
  const text = response.status === 304 ? "" : await response.text();
  return { status: response.status, headers: response.headers, json: parse(text) };
}

function parse(text: string): unknown {
  if (text === "" || text.length > LONGEST_BODY) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // An error page of something in between; the caller goes by status and shape.
    return undefined;
  }
}

/** The error that an answer other than 2xx stands for. */
export function errorOf({ status, headers, json }: ServerResponse, url: string): SpotError {
  const problem = fields(json);
  const said = textOrNull(problem["message"]) ?? `status ${status}`;
  const facts = {
    status,
    serverCode: textOrNull(problem["code"]),
    retryAfterSeconds: retryAfter(headers),
  };
  const hint = textOrNull(problem["hint"]);
  if (status === 429) {
    return new SpotError("RATE_LIMITED", said, {
      ...facts,
      retryAfterSeconds: facts.retryAfterSeconds ?? 60,
      hint: hint ?? "Ask less often; the client waits by itself",
    });
  }
  if (status === 401 || status === 403) {
    return new SpotError("KEY_REJECTED", said, {
      ...facts,
      hint: hint ?? "Use the publishable (or legacy anon) key of this project, or none",
    });
  }
  if (status >= 500) {
    return new SpotError("SERVER_FAILED", said, {
      ...facts,
      hint: hint ?? "Look at the health page of the backend",
    });
  }
  return new SpotError("REFUSED", `Cannot read ${origin(url)}: ${said}`, {
    ...facts,
    hint: hint ?? "Is the address that of a StackTrackr Prices backend?",
  });
}

/** Seconds; null where the header is missing or unreadable. Dates are not sent by our backend. */
function retryAfter(headers: Headers): number | null {
  const text = headers.get("retry-after");
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : null;
}

/** Never the query: an address in an error text should not grow with what is asked. */
function origin(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url.slice(0, 100);
}
