import type { Environment } from "../environment.ts";
import type { ResponseCache } from "./response-cache.ts";
import { sendFinished } from "./send-finished.ts";

export interface MemoryRoute {
  /** The answer to a request that was asked in these very words before and whose answer is fresh; else null. */
  fast(request: Request): Response | null;
  /** Lets `fast` answer this address with what the cache has under the key. */
  remember(request: Request, key: string): void;
}

export interface MemoryRouteOptions {
  readonly cache: ResponseCache;
  readonly environment: Environment;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const MOST_ADDRESSES = 2000;
/** Longer ones are lists of dates, which nobody asks for twice in the same words. */
const LONGEST_ADDRESS = 1000;

/** The shortest way from a request to finished bytes: no routing, no parsing, no copy of the request. */
export function createMemoryRoute({ cache, environment, now }: MemoryRouteOptions): MemoryRoute {
  const keys = new Map<string, string>();
  // Only these may be compared as they are: a publishable key is no secret. Any other key takes the long way.
  const publishable = new Set(environment.publishableKeys.map((key) => key.reveal()));

  function isPublic(headers: Headers): boolean {
    const apikey = headers.get("apikey");
    if (apikey !== null && !publishable.has(apikey)) return false;
    const authorization = headers.get("authorization");
    return authorization === null ||
      (authorization.startsWith("Bearer ") && publishable.has(authorization.slice(7)));
  }

  return {
    fast(request): Response | null {
      if (request.method !== "GET") return null;
      const key = keys.get(addressOf(request));
      if (key === undefined || !isPublic(request.headers)) return null;
      const response = cache.peek(key);
      return response === null ? null : sendFinished(request, { response, from: "memory", now: now() });
    },
    remember(request, key): void {
      const address = addressOf(request);
      if (address.length > LONGEST_ADDRESS) return;
      keys.delete(address);
      keys.set(address, key);
      if (keys.size <= MOST_ADDRESSES) return;
      const [oldest] = keys.keys();
      if (oldest !== undefined) keys.delete(oldest);
    },
  };
}

/** Path and query as they were sent; the host does not matter. */
function addressOf({ url }: Request): string {
  return url.slice(url.indexOf("/", 8));
}
