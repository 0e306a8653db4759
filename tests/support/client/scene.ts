import type { Fetch } from "../../../web/client/ask.ts";
import { createSpotClient, type SpotClientOptions } from "../../../web/client/create-spot-client.ts";
import type { SpotClient } from "../../../web/client/spot-client.ts";

/** 2026-03-04 15:00:00 UTC, a Wednesday in market hours. */
export const NOON = Date.UTC(2026, 2, 4, 15);

export interface Asked {
  readonly url: URL;
  readonly headers: Headers;
}

type Answer = Response | Error | "never";

/** A network and a clock in memory: hosts answer as told, every request is written down. */
export class Scene {
  now = NOON;
  readonly asked: Asked[] = [];
  readonly #hosts = new Map<string, (asked: Asked) => Answer>();

  host(name: string, answer: (asked: Asked) => Answer): void {
    this.#hosts.set(name, answer);
  }

  /** A healthy backend with one price that changes as `price()` says. */
  backend(name: string, price: () => Record<string, unknown>): void {
    this.host(name, ({ url }) => {
      if (url.pathname.endsWith("/health")) return Response.json({ status: "ok" });
      const { prices: [gold] } = priceAnswer(price(), this.now);
      const [currency, unit] = [url.searchParams.get("currency"), url.searchParams.get("unit")];
      return Response.json({ prices: [{ ...gold, currency, unit }] });
    });
  }

  fetch: Fetch = (url, init) => {
    const asked = { url: new URL(url), headers: new Headers(init.headers) };
    this.asked.push(asked);
    const answer = this.#hosts.get(asked.url.host)?.(asked) ?? new TypeError("connection refused");
    if (answer === "never") {
      return new Promise((_, reject) => {
        init.signal?.addEventListener("abort", () => reject(init.signal?.reason), { once: true });
      });
    }
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };

  client(options: SpotClientOptions = {}): SpotClient {
    return createSpotClient({
      url: "https://a.example",
      fetch: this.fetch,
      now: () => this.now,
      detectTimeoutMs: 40,
      ...options,
    });
  }

  /** Requests for prices, without those for health. */
  reads(): readonly Asked[] {
    return this.asked.filter(({ url }) => !url.pathname.endsWith("/health"));
  }
}

/** An answer of prices-read for a list of one metal; `latest` overrides what it says. */
export function priceAnswer(
  latest: Record<string, unknown>,
  now: number,
): { readonly prices: readonly Record<string, unknown>[] } {
  return {
    prices: [{
      metal: "gold",
      currency: "USD",
      unit: "toz",
      window: "24h",
      latest: {
        ts: new Date(now - 30_000).toISOString(),
        price: 5000,
        bid: 4999.5,
        ask: 5000.5,
        provider: "consensus",
        age_seconds: 30,
        state: "fresh",
        state_reason: null,
        corroborated_by: "families",
        market: "open",
        confidence_bps: 2,
        sources: [{ provider: "metals-dev", price: 5000, verdict: "accepted", reason: null }],
        ...latest,
      },
      series: [{ ts: new Date(now - 60_000).toISOString(), price: 4990, open: 4980, high: 4995, low: 4970 }],
      as_of: null,
      generated_at: new Date(now).toISOString(),
      stale_after: new Date(now + 300_000).toISOString(),
    }],
  };
}
