import type { Address } from "./address.ts";
import { ask, type AskOptions, errorOf } from "./ask.ts";
import { type PriceQuestion, queryOf } from "./price-question.ts";
import { fields, readPrices, textOrNull } from "./read-prices.ts";
import { SpotError } from "./spot-error.ts";
import type { SpotPrice } from "./spot-price.ts";

export interface BackendOptions extends AskOptions {
  readonly address: Address;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Asks again after this time even where the answer would be fresh for longer, to notice an outage. */
  readonly longestFreshMs?: number;
}

export interface Health {
  /** ok: relied on; degraded: works with a flaw; down: prices are old or missing. */
  readonly status: "ok" | "degraded" | "down";
  readonly url: string;
  /** The whole answer (docs/api.md). */
  readonly answer: Readonly<Record<string, unknown>>;
}

/** Something that gives prices. */
export interface PriceSource {
  read(question: PriceQuestion): Promise<readonly SpotPrice[]>;
  /** Shows it what another source gave, to judge its own by. */
  learn?(prices: readonly SpotPrice[]): void;
}

export interface Backend extends PriceSource {
  readonly address: Address;
  health(timeoutMs?: number): Promise<Health>;
}

interface Remembered {
  readonly etag: string | null;
  readonly prices: readonly SpotPrice[];
  readonly askAgainAt: number;
}

const MOST_REMEMBERED = 40;

/** One backend: asks once per question and pull, revalidates by ETag, and keeps still while told to wait. */
export function createBackend(
  { address, now, longestFreshMs = Infinity, ...options }: BackendOptions,
): Backend {
  const remembered = new Map<string, Remembered>();
  const running = new Map<string, Promise<readonly SpotPrice[]>>();
  /** What the backend said when it asked us to wait. */
  let refusal: SpotError | null = null;
  let silentUntil = 0;

  async function load(question: PriceQuestion, query: string): Promise<readonly SpotPrice[]> {
    const known = remembered.get(query);
    const url = `${address.prices}?${query}`;
    const etag = known?.etag ?? null;
    const asked = await ask(url, {
      ...options,
      headers: etag === null ? options.headers : { ...options.headers, "If-None-Match": etag },
    });
    if (asked.status === 304 && known !== undefined) return remember(query, renewed(known, asked.headers));
    if (asked.status !== 200) {
      const error = errorOf(asked, url);
      if (error.retryAfterSeconds !== null) {
        refusal = error;
        silentUntil = now() + error.retryAfterSeconds * 1000;
      }
      throw error;
    }
    const prices = answering(question, readPrices(asked.json, now()));
    const askAgainAt = now() + Math.min(longestFreshMs, ...prices.map((price) => price.freshForMs));
    return remember(query, { etag: asked.headers.get("etag"), prices, askAgainAt });
  }

  /** The same prices, older by the time that has passed; fresh for as long as the header says. */
  function renewed(known: Remembered, headers: Headers): Remembered {
    const seconds = Number(/max-age=(\d{1,6})/.exec(headers.get("cache-control") ?? "")?.[1] ?? 1);
    return { ...known, askAgainAt: now() + Math.min(longestFreshMs, Math.max(1, seconds) * 1000) };
  }

  function remember(query: string, entry: Remembered): readonly SpotPrice[] {
    remembered.delete(query);
    remembered.set(query, entry);
    const oldest = remembered.keys().next().value;
    if (remembered.size > MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
    return entry.prices;
  }

  return {
    address,
    async read(question): Promise<readonly SpotPrice[]> {
      const query = queryOf(question);
      const known = remembered.get(query);
      if (known !== undefined && now() < known.askAgainAt) return known.prices;
      if (now() < silentUntil) {
        throw new SpotError("RATE_LIMITED", refusal?.message ?? `Cannot ask ${address.url} yet`, {
          hint: "The client asks again by itself",
          retryAfterSeconds: Math.ceil((silentUntil - now()) / 1000),
        });
      }
      const started = running.get(query) ?? load(question, query).finally(() => running.delete(query));
      running.set(query, started);
      return await started;
    },
    async health(timeoutMs = options.timeoutMs): Promise<Health> {
      const asked = await ask(address.health, { ...options, timeoutMs });
      const answer = fields(asked.json);
      const said = textOrNull(answer["status"]);
      if (said === null || ![200, 503].includes(asked.status)) throw errorOf(asked, address.health);
      const status = asked.status === 503 ? "down" : said === "degraded" ? "degraded" : "ok";
      return { status, url: address.url, answer };
    },
  };
}

/** The prices that were asked for, in that order; an answer to another question is none. */
function answering(question: PriceQuestion, prices: readonly SpotPrice[]): readonly SpotPrice[] {
  const { metals, currency, unit } = question;
  const fitting = prices.filter((price) => price.currency === currency.toUpperCase() && price.unit === unit);
  const asked = metals.flatMap((metal) => fitting.find((price) => price.metal === metal) ?? []);
  if (asked.length > 0) return asked;
  throw new SpotError("BAD_ANSWER", "Cannot read the answer: it is about something else than was asked", {
    hint: "Is something between this page and the backend that changes answers?",
  });
}
