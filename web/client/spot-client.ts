import { METALS } from "../../shared/schemas/metal.ts";
import type { Address } from "./address.ts";
import type { Backend, Health, PriceSource } from "./backend.ts";
import { detect } from "./detect.ts";
import { createNewest } from "./newest.ts";
import type { Feed, Update } from "./polling.ts";
import type { Question } from "./question.ts";
import { isOutage, SpotError } from "./spot-error.ts";
import type { Interval, Metal, SpotPrice, Unit, Window } from "./spot-price.ts";

/** Where prices come from at present. */
export type Mode = "unknown" | "backend" | "direct" | "offline";

export interface PriceQuery {
  /** All four unless told otherwise. */
  readonly metals?: readonly Metal[];
  /** ISO 4217 code; USD unless told otherwise. */
  readonly currency?: string;
  readonly unit?: Unit;
  /** How far `points` go back. */
  readonly window?: Window;
  readonly interval?: Interval;
}

export type MetalQuery = Omit<PriceQuery, "metals"> & { readonly metal: Metal };

export interface SpotClient {
  readonly mode: Mode;
  /** Of the backend in use; null without one. */
  readonly address: Address | null;
  /** Looks for the backend now, within two seconds, and says where prices will come from. */
  detect(): Promise<Mode>;
  latest(query?: PriceQuery): Promise<readonly SpotPrice[]>;
  /** The price with the points of a window. */
  history(query: MetalQuery): Promise<SpotPrice>;
  /** The price as of a date (its end, UTC) or a time with zone. */
  at(query: MetalQuery & { readonly at: string }): Promise<SpotPrice>;
  /** Tells of prices and failures as they come, until the returned function is called. */
  subscribe(query: PriceQuery, listener: (update: Update) => void): () => void;
  health(): Promise<Health>;
  /** Tells of every change of `mode`, until the returned function is called. */
  onMode(listener: (mode: Mode) => void): () => void;
  /** Ends all subscriptions; later calls throw CLOSED. */
  close(): void;
}

export interface ClientParts {
  readonly candidates: readonly Backend[];
  /** Where to ask when no backend can be used; null where nothing else is wanted. */
  readonly fallback: PriceSource | null;
  readonly feed: Feed;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly detectTimeoutMs?: number;
  /** False: a backend that says of itself that its prices are old counts as absent. */
  readonly useUnhealthy?: boolean;
}

const DETECT_TIMEOUT_MS = 2000;
const LOOK_AGAIN_MS = { first: 5000, longest: 60_000 };

/** The client without a platform: everything it uses comes in. Web apps take `createSpotClient`. */
export function assembleSpotClient(parts: ClientParts): SpotClient {
  const { candidates, fallback, feed, now, detectTimeoutMs = DETECT_TIMEOUT_MS, useUnhealthy = true } = parts;
  const newest = createNewest();
  const hasChoice = candidates.length !== 1 || fallback !== null || !useUnhealthy;
  const onlyChoice = hasChoice ? null : candidates[0] ?? null;
  const listeners = new Set<(mode: Mode) => void>();
  const endings = new Set<() => void>();
  let mode: Mode = "unknown";
  let backend: Backend | null = null;
  /** There, but says of itself that its prices are old: better than nothing only. */
  let lastResort: Backend | null = null;
  let looking: Promise<Mode> | null = null;
  let lookAgainAt = 0;
  let misses = 0;
  let isClosed = false;

  function setMode(next: Mode): Mode {
    if (mode === next) return next;
    mode = next;
    for (const listener of listeners) listener(next);
    return next;
  }

  async function look(): Promise<Mode> {
    const found = await detect(candidates, { timeoutMs: detectTimeoutMs });
    backend = found?.isHealthy ? found.backend : null;
    lastResort = useUnhealthy && found?.isHealthy === false ? found.backend : null;
    misses = backend === null ? misses + 1 : 0;
    lookAgainAt = now() +
      Math.min(LOOK_AGAIN_MS.longest, LOOK_AGAIN_MS.first * 2 ** Math.min(misses - 1, 10));
    if (backend !== null) return setMode("backend");
    return setMode(fallback !== null ? "direct" : lastResort !== null ? "backend" : "offline");
  }

  function lookOnce(): Promise<Mode> {
    looking ??= look().finally(() => looking = null);
    return looking;
  }

  async function read(question: Question): Promise<readonly SpotPrice[]> {
    if (isClosed) throw closed();
    // With nothing to choose from, prices are proof enough, and half the way to the first of them.
    if (mode === "unknown" && looking === null) backend = onlyChoice;
    if (backend === null && now() >= lookAgainAt) await lookOnce();
    if (backend !== null) {
      try {
        const prices = await backend.read(question);
        setMode("backend");
        fallback?.learn?.(prices);
        return prices;
      } catch (error) {
        if (!isOutage(error)) throw error;
        await lookOnce();
        // Still there: a hiccup, so once more. Another one may have taken its place.
        if (backend !== null) return await backend.read(question).catch(leaveBackend(question));
      }
    }
    return await readElsewhere(question);
  }

  function leaveBackend(question: Question): (error: unknown) => Promise<readonly SpotPrice[]> {
    return async (error) => {
      if (!isOutage(error)) throw error;
      backend = null;
      return await readElsewhere(question, error);
    };
  }

  async function readElsewhere(question: Question, cause?: unknown): Promise<readonly SpotPrice[]> {
    const others = [fallback, lastResort].filter((source) => source !== null);
    let last: unknown = cause ?? null;
    for (const source of others) {
      try {
        const prices = await source.read(question);
        setMode(source === fallback ? "direct" : "backend");
        return prices;
      } catch (error) {
        last = error;
      }
    }
    setMode("offline");
    if (last instanceof SpotError && last.code === "NEEDS_BACKEND") throw last;
    throw new SpotError("NO_SOURCE", "Cannot read prices: no source gives any", {
      hint: last instanceof SpotError
        ? `${last.message}. ${last.hint}`
        : `Looked at ${candidates.map(({ address }) => address.url).join(", ")}; is the backend running?`,
      cause: last,
    });
  }

  async function latest(query: PriceQuery = {}): Promise<readonly SpotPrice[]> {
    return newest.keep(await read(questionOf(query)), now());
  }

  return {
    get mode(): Mode {
      return mode;
    },
    get address(): Address | null {
      return (backend ?? lastResort)?.address ?? null;
    },
    detect: lookOnce,
    latest,
    async history({ metal, ...query }): Promise<SpotPrice> {
      const question = { ...questionOf({ ...query, metals: [metal] }), needsPoints: true };
      return only(newest.keep(await read(question), now()));
    },
    async at({ metal, at, ...query }): Promise<SpotPrice> {
      return only(await read({ ...questionOf({ ...query, metals: [metal] }), at }));
    },
    subscribe(query, listener): () => void {
      if (isClosed) throw closed();
      const stop = feed(() => latest(query), listener);
      const end = (): void => {
        endings.delete(end);
        stop();
      };
      endings.add(end);
      return end;
    },
    async health(): Promise<Health> {
      if (isClosed) throw closed();
      if (backend === null) await lookOnce();
      const present = backend ?? lastResort;
      if (present !== null) return await present.health();
      throw new SpotError("NO_SOURCE", "Cannot read health: no backend answers", {
        hint: `Looked at ${candidates.map(({ address }) => address.url).join(", ")}; is it running?`,
      });
    },
    onMode(listener): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close(): void {
      isClosed = true;
      for (const end of endings) end();
      listeners.clear();
    },
  };
}

function questionOf(query: PriceQuery): Question {
  return {
    metals: query.metals ?? METALS,
    currency: query.currency ?? "USD",
    unit: query.unit ?? "toz",
    window: query.window ?? "24h",
    interval: query.interval ?? null,
    at: null,
    needsPoints: false,
  };
}

function only([price]: readonly SpotPrice[]): SpotPrice {
  if (price !== undefined) return price;
  throw new SpotError("BAD_ANSWER", "Cannot read the answer: it holds no price", {
    hint: "Is the version of the backend current?",
  });
}

function closed(): SpotError {
  return new SpotError("CLOSED", "Cannot read prices: this client is closed", { hint: "Create a new one" });
}
