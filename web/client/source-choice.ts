import type { Backend, PriceSource } from "./backend.ts";
import { detect } from "./detect.ts";
import type { PriceQuestion } from "./price-question.ts";
import { isOutage, SpotError } from "./spot-error.ts";
import type { SpotPrice } from "./spot-price.ts";

/** Where prices come from at present. */
export type Mode = "unknown" | "backend" | "direct" | "offline";

export interface SourceChoiceParts {
  readonly candidates: readonly Backend[];
  /** Where to ask when no backend can be used; null where nothing else is wanted. */
  readonly fallback: PriceSource | null;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly detectTimeoutMs?: number;
  /** False: a backend that says of itself that its prices are old counts as absent. */
  readonly useUnhealthy?: boolean;
}

/** Chooses where prices are read from: the backend, what stands in for it, and the way back. */
export interface SourceChoice {
  readonly mode: Mode;
  /** The backend that is asked; null where none is present. */
  readonly present: Backend | null;
  /** Looks for the backend now; callers at once share one look. */
  look(): Promise<Mode>;
  /** The backend for what only a backend has; looks for one where none is chosen. */
  findBackend(): Promise<Backend | null>;
  /** @throws SpotError NO_SOURCE, NEEDS_BACKEND, or what the backend refused */
  read(question: PriceQuestion): Promise<readonly SpotPrice[]>;
}

const DETECT_TIMEOUT_MS = 2000;
const LOOK_AGAIN_MS = { first: 5000, longest: 60_000 };

/** @see SourceChoice */
export function createSourceChoice(parts: SourceChoiceParts, onMode: (mode: Mode) => void): SourceChoice {
  const { candidates, fallback, now, detectTimeoutMs = DETECT_TIMEOUT_MS, useUnhealthy = true } = parts;
  const hasChoice = candidates.length !== 1 || fallback !== null || !useUnhealthy;
  const onlyChoice = hasChoice ? null : candidates[0] ?? null;
  let mode: Mode = "unknown";
  let backend: Backend | null = null;
  /** There, but says of itself that its prices are old: better than nothing only. */
  let lastResort: Backend | null = null;
  let looking: Promise<Mode> | null = null;
  let lookAgainAt = 0;
  let misses = 0;

  function setMode(next: Mode): Mode {
    if (mode === next) return next;
    mode = next;
    onMode(next);
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

  async function read(question: PriceQuestion): Promise<readonly SpotPrice[]> {
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

  function leaveBackend(question: PriceQuestion): (error: unknown) => Promise<readonly SpotPrice[]> {
    return async (error) => {
      if (!isOutage(error)) throw error;
      backend = null;
      return await readElsewhere(question, error);
    };
  }

  async function readElsewhere(question: PriceQuestion, cause?: unknown): Promise<readonly SpotPrice[]> {
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

  return {
    get mode(): Mode {
      return mode;
    },
    get present(): Backend | null {
      return backend ?? lastResort;
    },
    look: lookOnce,
    async findBackend(): Promise<Backend | null> {
      if (backend === null) await lookOnce();
      return backend ?? lastResort;
    },
    read,
  };
}
