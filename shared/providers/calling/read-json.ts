import { failureOfStatus } from "../reading/refuse-reading.ts";
import { Unusable } from "./unusable.ts";

// Provider bodies are five levels deep at most; deeper ones only exist to overflow somebody's stack.
const DEEPEST = 32;

export interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * The body as JSON, with `clean` applied to every text in it. What the content type says does not count: several
 * providers send JSON as text.
 *
 * @throws Unusable `blocked` for a page in place of an answer
 */
export function readJson({ status, headers, text }: Received, clean: (text: string) => string): unknown {
  return cleaned(parse({ status, headers, text }), { clean, depth: 0 });
}

function parse({ status, headers, text }: Received): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const isPage = /text\/html/i.test(headers.get("content-type") ?? "") || text.trimStart().startsWith("<");
    if (isPage && (status < 300 || status === 403)) {
      throw new Unusable("blocked", "it sent a page instead of data");
    }
    if (status >= 300) throw new Unusable(failureOfStatus(status), `HTTP status ${status}`);
    throw new Unusable("bad_response", "its body is not JSON", { isGarbled: true });
  }
}

function cleaned(
  value: unknown,
  { clean, depth }: { clean: (text: string) => string; depth: number },
): unknown {
  if (typeof value === "string") return clean(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= DEEPEST) throw new Unusable("bad_response", "its body is nested too deeply");
  const next = { clean, depth: depth + 1 };
  if (Array.isArray(value)) return value.map((item) => cleaned(item, next));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [clean(name), cleaned(item, next)]));
}
