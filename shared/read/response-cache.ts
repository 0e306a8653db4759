import { AppError } from "../errors.ts";
import type { FinishedResponse } from "./finished-response.ts";

export interface ResponseCacheOptions {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly maxBytes?: number;
  /** How long an answer may stand in while the database is away. */
  readonly keepForMs?: number;
  /** Makes the stand-in. */
  readonly markStale: (response: FinishedResponse) => FinishedResponse;
}

export interface Found {
  readonly response: FinishedResponse;
  readonly from: "memory" | "database" | "stand-in";
}

export interface CacheCounts {
  readonly hits: number;
  readonly misses: number;
  readonly standIns: number;
  readonly entries: number;
  readonly bytes: number;
}

export interface ResponseCache {
  /** A fresh answer without asking anybody, or null. */
  peek(key: string): FinishedResponse | null;
  /** A fresh answer; asks `load` at most once at a time per key. Errors are never kept. */
  get(key: string, load: () => Promise<FinishedResponse>): Promise<Found>;
  counts(): CacheCounts;
}

interface Entry {
  readonly response: FinishedResponse;
  readonly loadedAt: number;
}

const DEFAULT_MAX_BYTES = 32 * 1024 * 1024;
const DEFAULT_KEEP_FOR_MS = 60 * 60 * 1000;
/** Key, headers and bookkeeping of an entry, roughly. */
const OVERHEAD_BYTES = 512;

/**
 * Finished answers in memory: bounded in size, least recently used goes first, fresh exactly until the next pull
 * is due, and a stand-in for a while when the database is away.
 */
export function createResponseCache(options: ResponseCacheOptions): ResponseCache {
  const { now, maxBytes = DEFAULT_MAX_BYTES, keepForMs = DEFAULT_KEEP_FOR_MS } = options;
  // A Map keeps the order of insertion; a used entry is put at the end.
  const entries = new Map<string, Entry>();
  const loading = new Map<string, Promise<FinishedResponse>>();
  let bytes = 0;
  const counted = { hits: 0, misses: 0, standIns: 0 };

  function store(key: string, response: FinishedResponse): void {
    remove(key);
    const size = sizeOf(response);
    if (size > maxBytes) return;
    entries.set(key, { response, loadedAt: now() });
    bytes += size;
    for (const oldest of entries.keys()) {
      if (bytes <= maxBytes) break;
      remove(oldest);
    }
  }

  function remove(key: string): void {
    const entry = entries.get(key);
    if (entry === undefined) return;
    entries.delete(key);
    bytes -= sizeOf(entry.response);
  }

  function peek(key: string): FinishedResponse | null {
    const entry = entries.get(key);
    if (entry === undefined || now() >= entry.response.freshUntil) return null;
    entries.delete(key);
    entries.set(key, entry);
    counted.hits++;
    return entry.response;
  }

  async function loadOnce(key: string, load: () => Promise<FinishedResponse>): Promise<FinishedResponse> {
    const running = loading.get(key);
    if (running !== undefined) return await running;
    const started = load().finally(() => loading.delete(key));
    loading.set(key, started);
    const response = await started;
    store(key, response);
    return response;
  }

  return {
    peek,
    async get(key, load): Promise<Found> {
      const fresh = peek(key);
      if (fresh !== null) return { response: fresh, from: "memory" };
      counted.misses++;
      try {
        return { response: await loadOnce(key, load), from: "database" };
      } catch (error) {
        const entry = entries.get(key);
        const isAway = error instanceof AppError && error.code === "STORE_UNAVAILABLE";
        if (!isAway || entry === undefined || now() - entry.loadedAt > keepForMs) throw error;
        counted.standIns++;
        return { response: options.markStale(entry.response), from: "stand-in" };
      }
    },
    counts: () => ({ ...counted, entries: entries.size, bytes }),
  };
}

function sizeOf(response: FinishedResponse): number {
  // Compressed forms are at most half of it together; see encode-answer.ts.
  return Math.ceil(response.bytes.byteLength * 1.5) + OVERHEAD_BYTES;
}
