import { AppError } from "../errors.ts";
import { clientAddress } from "./client-address.ts";

export interface RateLimitOptions {
  /** Requests a minute and client; 0 sets no limit. Read each time, since it is a setting. */
  readonly perMinute: () => number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** How many clients are remembered; the one that was silent for longest is forgotten first. */
  readonly maxClients?: number;
}

export interface Allowance {
  /** Null where the request may go on. */
  readonly refusal: AppError | null;
  /** For the answer, whatever it will be. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Takes one request off the client's allowance; null where no limit is set. */
export type RateLimit = (request: Request) => Allowance | null;

interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

const WINDOW_SECONDS = 60;
// About a megabyte of addresses, out of the 256 MB of an isolate.
const DEFAULT_MAX_CLIENTS = 10_000;

/**
 * The cheap first line against floods: a token bucket per client in the memory of one isolate. It holds a minute's
 * requests and refills evenly. Header fields after draft-ietf-httpapi-ratelimit-headers-11: `r` is how many requests
 * are left now, `t` the seconds until all of them are back.
 */
export function createRateLimit(options: RateLimitOptions): RateLimit {
  const buckets = new Map<string, Bucket>();
  const maxClients = options.maxClients ?? DEFAULT_MAX_CLIENTS;

  return function take(request): Allowance | null {
    const quota = options.perMinute();
    if (quota <= 0) return null;
    const perSecond = quota / WINDOW_SECONDS;
    const client = clientAddress(request.headers);
    const now = options.now();
    const before = buckets.get(client) ?? { tokens: quota, at: now };
    // A clock that was set back must not take tokens away.
    const passed = Math.max(0, now - before.at) / 1000;
    const available = Math.min(quota, before.tokens + passed * perSecond);
    const isAllowed = available >= 1;
    const left = isAllowed ? available - 1 : available;

    buckets.delete(client);
    buckets.set(client, { tokens: left, at: now });
    if (buckets.size > maxClients) forgetOldest(buckets);

    const headers = {
      "RateLimit-Policy": `"default";q=${quota};w=${WINDOW_SECONDS}`,
      "RateLimit": `"default";r=${Math.floor(left)};t=${Math.ceil((quota - left) / perSecond)}`,
    };
    if (isAllowed) return { refusal: null, headers };
    const retryAfterSeconds = Math.max(1, Math.ceil((1 - left) / perSecond));
    const refusal = new AppError("LIMIT_REQUESTS", "Cannot answer now: too many requests from this address", {
      hint: `At most ${quota} a minute; try again in ${retryAfterSeconds} s`,
      retryAfterSeconds,
    });
    return { refusal, headers };
  };
}

/** A map keeps the order of insertion, and each request inserts its client again. */
function forgetOldest(buckets: Map<string, Bucket>): void {
  const [oldest] = buckets.keys();
  if (oldest !== undefined) buckets.delete(oldest);
}
