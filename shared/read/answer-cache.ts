import { AppError } from "../errors.ts";
import type { Answer } from "./answer.ts";

export interface AnswerCacheOptions {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly maxBytes?: number;
  /** How long an answer may stand in while the database is away. */
  readonly keepForMs?: number;
  /** Makes the stand-in. */
  readonly markStale: (answer: Answer) => Answer;
}

export interface Found {
  readonly answer: Answer;
  readonly from: "memory" | "database" | "stand-in";
}

export interface CacheCounts {
  readonly hits: number;
  readonly misses: number;
  readonly standIns: number;
  readonly entries: number;
  readonly bytes: number;
}

export interface AnswerCache {
  /** A fresh answer without asking anybody, or null. */
  peek(key: string): Answer | null;
  /** A fresh answer; asks `load` at most once at a time per key. Errors are never kept. */
  get(key: string, load: () => Promise<Answer>): Promise<Found>;
  counts(): CacheCounts;
}

interface Entry {
  readonly answer: Answer;
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
export function createAnswerCache(options: AnswerCacheOptions): AnswerCache {
  const { now, maxBytes = DEFAULT_MAX_BYTES, keepForMs = DEFAULT_KEEP_FOR_MS } = options;
  // A Map keeps the order of insertion; a used entry is put at the end.
  const entries = new Map<string, Entry>();
  const loading = new Map<string, Promise<Answer>>();
  let bytes = 0;
  const counted = { hits: 0, misses: 0, standIns: 0 };

  function store(key: string, answer: Answer): void {
    remove(key);
    const size = sizeOf(answer);
    if (size > maxBytes) return;
    entries.set(key, { answer, loadedAt: now() });
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
    bytes -= sizeOf(entry.answer);
  }

  function peek(key: string): Answer | null {
    const entry = entries.get(key);
    if (entry === undefined || now() >= entry.answer.freshUntil) return null;
    entries.delete(key);
    entries.set(key, entry);
    counted.hits++;
    return entry.answer;
  }

  async function loadOnce(key: string, load: () => Promise<Answer>): Promise<Answer> {
    const running = loading.get(key);
    if (running !== undefined) return await running;
    const started = load().finally(() => loading.delete(key));
    loading.set(key, started);
    const answer = await started;
    store(key, answer);
    return answer;
  }

  return {
    peek,
    async get(key, load): Promise<Found> {
      const fresh = peek(key);
      if (fresh !== null) return { answer: fresh, from: "memory" };
      counted.misses++;
      try {
        return { answer: await loadOnce(key, load), from: "database" };
      } catch (error) {
        const entry = entries.get(key);
        const isAway = error instanceof AppError && error.code === "STORE_UNAVAILABLE";
        if (!isAway || entry === undefined || now() - entry.loadedAt > keepForMs) throw error;
        counted.standIns++;
        return { answer: options.markStale(entry.answer), from: "stand-in" };
      }
    },
    counts: () => ({ ...counted, entries: entries.size, bytes }),
  };
}

function sizeOf(answer: Answer): number {
  // Compressed forms are at most half of it together; see encode-answer.ts.
  return Math.ceil(answer.bytes.byteLength * 1.5) + OVERHEAD_BYTES;
}
