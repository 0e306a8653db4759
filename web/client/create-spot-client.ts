import type { FxRate } from "../../shared/schemas/quote.ts";
import { sleep } from "../../shared/sleep.ts";
import { addressOf, LOCAL_URLS } from "./address.ts";
import type { Fetch } from "./ask.ts";
import { createBackend, type PriceSource } from "./backend.ts";
import type { DirectOptions } from "./direct/direct-source.ts";
import { onWake } from "./on-wake.ts";
import { createPolling, type Feed } from "./polling.ts";
import { assembleSpotClient, type SpotClient } from "./spot-client.ts";
import type { ConversionRate, SpotPrice } from "./spot-price.ts";

export interface SpotClientOptions {
  /** Project URL, or several in order of preference. The local stack unless told otherwise. */
  readonly url?: string | readonly string[];
  /** Publishable (or legacy anon) key; reads work without. */
  readonly key?: string;
  /** The user's own provider keys, for when no backend can be reached. Kept in memory only. */
  readonly fallback?: DirectOptions;
  readonly timeoutMs?: number;
  /** Limit of the look for a backend; 2,000 unless told otherwise. */
  readonly detectTimeoutMs?: number;
  /** Instead of the platform's own, for tests and unusual places. */
  readonly fetch?: Fetch;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  /** Instead of polling. */
  readonly feed?: Feed;
}

const TIMEOUT_MS = 8000;

/**
 * A client for StackTrackr Prices, for any web app, Deno or Node.
 *
 *     const spot = createSpotClient({ url: "https://<project>.supabase.co", key: "sb_publishable_…" });
 *     const [gold] = await spot.latest({ metals: ["gold"], currency: "EUR", unit: "g" });
 *
 * @throws TypeError for a url that is none
 */
export function createSpotClient(options: SpotClientOptions = {}): SpotClient {
  const now = options.now ?? Date.now;
  const fetch = options.fetch ?? ((url, init) => globalThis.fetch(url, init));
  const urls = typeof options.url === "string" ? [options.url] : options.url ?? LOCAL_URLS;
  const headers: Readonly<Record<string, string>> = options.key === undefined ? {} : { apikey: options.key };
  const candidates = urls.map((url) =>
    createBackend({
      address: addressOf(url),
      fetch,
      headers,
      now,
      timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    })
  );
  return assembleSpotClient({
    candidates,
    fallback: options.fallback === undefined ? null : lazyDirect(options.fallback, { fetch, now }),
    feed: options.feed ?? createPolling({ sleep, random: Math.random, onWake }),
    now,
    ...(options.detectTimeoutMs === undefined ? {} : { detectTimeoutMs: options.detectTimeoutMs }),
  });
}

/** The providers' adapters are four times the size of all else and seldom needed, so they are loaded on need. */
function lazyDirect(
  options: DirectOptions,
  tools: { readonly fetch: Fetch; readonly now: () => number },
): PriceSource {
  let source: Promise<PriceSource> | null = null;
  const rates = new Map<string, ConversionRate>();

  function seen(currency: string): FxRate | null {
    const rate = rates.get(currency);
    if (rate === undefined) return null;
    return { provider: rate.source, currency, usdValue: rate.usdValue, quotedAt: rate.ts };
  }

  return {
    learn(prices): void {
      for (const { currency, rate, origin, asOf } of prices) {
        if (rate !== null && origin === "live" && asOf === null) rates.set(currency, rate);
      }
    },
    async read(question): Promise<readonly SpotPrice[]> {
      source ??= import("./direct/direct-source.ts")
        .then(({ createDirectSource }) => createDirectSource(options, { ...tools, seen }));
      // A failed load (offline) is tried again the next time.
      source.catch(() => source = null);
      return await (await source).read(question);
    },
  };
}
