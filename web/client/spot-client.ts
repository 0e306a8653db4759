import { METALS } from "../../shared/schemas/metal.ts";
import type { Address } from "./address.ts";
import type { Health } from "./backend.ts";
import { createNewest } from "./newest.ts";
import type { Feed, Update } from "./polling.ts";
import type { PriceQuestion } from "./price-question.ts";
import { createSourceChoice, type Mode, type SourceChoiceParts } from "./source-choice.ts";
import { SpotError } from "./spot-error.ts";
import type { Interval, Metal, SpotPrice, Unit, Window } from "./spot-price.ts";

export type { Mode };

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

export interface ClientParts extends SourceChoiceParts {
  readonly feed: Feed;
}

/** The client without a platform: everything it uses comes in. Web apps take `createSpotClient`. */
export function assembleSpotClient(parts: ClientParts): SpotClient {
  const newest = createNewest();
  const listeners = new Set<(mode: Mode) => void>();
  const endings = new Set<() => void>();
  let isClosed = false;
  const choice = createSourceChoice(parts, (mode) => {
    for (const listener of listeners) listener(mode);
  });

  async function read(question: PriceQuestion): Promise<readonly SpotPrice[]> {
    if (isClosed) throw closed();
    return await choice.read(question);
  }

  async function latest(query: PriceQuery = {}): Promise<readonly SpotPrice[]> {
    return newest.keep(await read(questionOf(query)), parts.now());
  }

  return {
    get mode(): Mode {
      return choice.mode;
    },
    get address(): Address | null {
      return choice.present?.address ?? null;
    },
    detect: choice.look,
    latest,
    async history({ metal, ...query }): Promise<SpotPrice> {
      const question = { ...questionOf({ ...query, metals: [metal] }), needsPoints: true };
      return only(newest.keep(await read(question), parts.now()));
    },
    async at({ metal, at, ...query }): Promise<SpotPrice> {
      return only(await read({ ...questionOf({ ...query, metals: [metal] }), at }));
    },
    subscribe(query, listener): () => void {
      if (isClosed) throw closed();
      const stop = parts.feed(() => latest(query), listener);
      const end = (): void => {
        endings.delete(end);
        stop();
      };
      endings.add(end);
      return end;
    },
    async health(): Promise<Health> {
      if (isClosed) throw closed();
      const present = await choice.findBackend();
      if (present !== null) return await present.health();
      throw new SpotError("NO_SOURCE", "Cannot read health: no backend answers", {
        hint: `Looked at ${parts.candidates.map(({ address }) => address.url).join(", ")}; is it running?`,
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

function questionOf(query: PriceQuery): PriceQuestion {
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
