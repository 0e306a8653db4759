import { createEngine } from "../../../shared/providers/engine.ts";
import type { Provider } from "../../../shared/providers/provider.ts";
import { providerByKey, PROVIDERS } from "../../../shared/providers/registry.ts";
import type { FxRate, Quote } from "../../../shared/schemas/quote.ts";
import type { Metal } from "../../../shared/schemas/metal.ts";
import { Secret } from "../../../shared/secret.ts";
import { sleep } from "../../../shared/sleep.ts";
import type { Fetch } from "../ask.ts";
import type { PriceSource } from "../backend.ts";
import type { PriceQuestion } from "../price-question.ts";
import { SpotError } from "../spot-error.ts";
import type { SpotPrice } from "../spot-price.ts";
import { directPrice } from "./direct-price.ts";
import { createDirectRates } from "./direct-rates.ts";
import { createJudge } from "./judge.ts";
import { createRest } from "./rest.ts";

export interface DirectOptions {
  /** Provider key → the user's own API key, such as { "metals-dev": "…" }. Never stored, never in an error. */
  readonly keys?: Readonly<Record<string, string>>;
  /** False: ask no provider that needs no key. */
  readonly keyless?: boolean;
  /** Least time between two calls of one provider; 15 minutes with a key (free plans have 100 calls a month), else one. */
  readonly minimumIntervalSeconds?: number;
  /** Sends requests elsewhere, for tests. */
  readonly route?: (url: URL) => URL;
}

interface Tools {
  readonly fetch: Fetch;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** The newest rate of a currency that a backend gave; null where none did. */
  readonly seen: (currency: string) => FxRate | null;
}

interface Known {
  readonly quote: Quote;
  readonly seenAt: number;
}

const KEYED_INTERVAL_SECONDS = 900;
const KEYLESS_INTERVAL_SECONDS = 60;
/** Reference rates come once a working day. */
const RATES_LAST_MS = 12 * 3_600_000;

/**
 * Asks providers from the browser with the user's own keys, through the adapters, the engine and the validation that
 * the backend uses. One provider after the other, in the order of the registry, until every metal has a price.
 */
export function createDirectSource(options: DirectOptions, { fetch, now, seen }: Tools): PriceSource {
  const engine = createEngine({
    fetch: ({ url, method, headers, signal, redirect }) =>
      fetch(url, { method, headers, signal, redirect, credentials: "omit" }),
    now,
    sleep,
    keys: (variable) => keyOf(variable, options.keys ?? {}),
    ...(options.route === undefined ? {} : { route: options.route }),
  });
  const usable = PROVIDERS.filter((provider) => mayAsk(provider, options));
  const rest = createRest({ now, secondsFor: (provider) => intervalOf(provider, options) });
  const judge = createJudge(now);
  const known = new Map<Metal, Known>();
  const rates = createDirectRates({ now, seen, isReference: (key) => providerByKey(key)?.kind === "fx" });

  async function refresh(metals: readonly Metal[]): Promise<void> {
    let missing = metals;
    for (const provider of usable.filter(({ kind }) => kind === "spot")) {
      if (missing.length === 0) return;
      await askProvider(provider, missing);
      missing = metals.filter((metal) => !isRecent(known.get(metal)));
    }
  }

  function isRecent(entry: Known | undefined): boolean {
    return entry !== undefined && now() - entry.seenAt < 1000 * intervalOf(null, options);
  }

  async function askProvider(provider: Provider, metals: readonly Metal[]): Promise<void> {
    if (!rest.isOver(provider)) return;
    const quotes: Quote[] = [];
    const fx: FxRate[] = [];
    for (const call of provider.pull) {
      const { metal } = call.parameters;
      if (metal !== undefined && !metals.some((name) => name === metal)) continue;
      const answer = await rest.during(provider, () => engine.call(provider, { ...call, mayRetry: false }));
      if (answer === null) break;
      quotes.push(...answer.reading.quotes);
      fx.push(...answer.reading.fx);
    }
    rates.take(fx);
    for (const quote of judge(quotes, provider)) known.set(quote.metal, { quote, seenAt: now() });
  }

  async function rateOf(currency: string): Promise<FxRate | null> {
    if (currency === "USD") return null;
    for (const provider of usable.filter(({ givesFx }) => givesFx)) {
      if (now() - rates.takenAt(currency) < RATES_LAST_MS) break;
      await askProvider(provider, provider.metals);
    }
    return rates.of(currency);
  }

  return {
    async read(question: PriceQuestion): Promise<readonly SpotPrice[]> {
      if (question.at !== null) throw needsBackend("The price of a past time");
      if (question.needsPoints) throw needsBackend("The history of prices");
      await refresh(question.metals);
      const found = question.metals.flatMap((metal) => known.get(metal) ?? []);
      if (found.length === 0) throw nothing(rest.lastError());
      const rate = await rateOf(question.currency);
      return found.map((entry) => directPrice(entry, { question, rate, now: now() }));
    },
  };
}

function mayAsk(provider: Provider, { keys = {}, keyless = true }: DirectOptions): boolean {
  if (provider.keyVariable !== null) return (keys[provider.key] ?? "").trim() !== "";
  return keyless && provider.defaults.enabled;
}

function keyOf(variable: string, keys: Readonly<Record<string, string>>): Secret | null {
  const provider = PROVIDERS.find(({ keyVariable }) => keyVariable === variable);
  const key = provider === undefined ? undefined : keys[provider.key];
  return key === undefined || key.trim() === "" ? null : new Secret(key);
}

function intervalOf(provider: Provider | null, { minimumIntervalSeconds }: DirectOptions): number {
  const isKeyed = provider !== null && provider.keyVariable !== null;
  const usual = isKeyed ? KEYED_INTERVAL_SECONDS : KEYLESS_INTERVAL_SECONDS;
  return Math.max(minimumIntervalSeconds ?? usual, provider?.defaults.minimumIntervalSeconds ?? 0);
}

function needsBackend(what: string): SpotError {
  return new SpotError("NEEDS_BACKEND", `${what} is known to a backend only`, {
    hint: "It comes back as soon as the backend can be reached",
  });
}

function nothing(cause: Error | null): SpotError {
  return new SpotError("NO_SOURCE", "Cannot read prices: no provider gave one", {
    hint: cause?.message ?? "Give a key for at least one provider",
    cause,
  });
}
