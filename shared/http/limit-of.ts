import { z } from "zod";
import type { Environment } from "../environment.ts";
import { firstKey } from "../store/first-key.ts";
import { createStore } from "../store/store.ts";
import { createRateLimit, type RateLimit } from "./rate-limit.ts";

/** Requests a minute and client, where neither environment nor settings say otherwise. */
export const DEFAULT_PER_MINUTE = 60;

const SETTINGS_MS = 60_000;
const TIMEOUT_MS = 3000;
const Document = z.object({ settings: z.object({ rate_limit_per_minute: z.int().min(0) }) });

export interface LimitOptions {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** How many times the setting; 0 sets no limit. */
  readonly times: number;
  readonly fetch: (request: Request) => Promise<Response>;
}

/**
 * The limit of a function that has no other use for the settings: a multiple of `rate_limit_per_minute`, which is read
 * once a minute beside the requests. None of them waits for it, and while the database is away the last known number
 * counts (at first RATE_LIMIT, else 60), so that trouble with the limit is never trouble with reads.
 */
export function limitOf(environment: Environment, { now, times, fetch }: LimitOptions): RateLimit {
  let perMinute = environment.settings.rate_limit_per_minute ?? DEFAULT_PER_MINUTE;
  let readAt = -Infinity;
  const store = createStore({
    supabaseUrl: environment.supabaseUrl,
    key: firstKey(environment.secretKeys),
    fetch,
    timeoutMs: TIMEOUT_MS,
  });

  async function refresh(): Promise<void> {
    const read = Document.safeParse(await store.call("read_config", { full: true }));
    if (read.success) perMinute = read.data.settings.rate_limit_per_minute;
  }

  return createRateLimit({
    now,
    perMinute: () => {
      if (times === 0) return 0;
      const at = now();
      if (at - readAt >= SETTINGS_MS) {
        readAt = at;
        // Whoever reads prices meets the same trouble, and is told there.
        refresh().catch(() => {});
      }
      return perMinute * times;
    },
  });
}
