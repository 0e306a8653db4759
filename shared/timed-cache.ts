export interface TimedCacheOptions {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** The entry that was loaded first is dropped first. */
  readonly maxEntries: number;
  /** How long a failure is answered again without another try, in milliseconds; 0 where it is not kept. */
  readonly keepErrorMs?: (error: unknown) => number;
}

export interface Kept<T> {
  readonly value: T;
  /** When it was loaded, epoch milliseconds. */
  readonly loadedAt: number;
  /** False for the caller whose request loaded it. */
  readonly wasKept: boolean;
}

export interface TimedCache<T> {
  /**
   * What is kept under the key, or what `load` gives. Any number of callers at one time share one load; `ttlMs` counts
   * from its end.
   */
  get(key: string, entry: { readonly ttlMs: number; readonly load: () => Promise<T> }): Promise<Kept<T>>;
}

interface Entry<T> {
  readonly loading: Promise<{ readonly value: T; readonly loadedAt: number }>;
  /** Infinity while it is being loaded. */
  until: number;
}

/** Answers kept for a while in the memory of one isolate. */
export function createTimedCache<T>(options: TimedCacheOptions): TimedCache<T> {
  const entries = new Map<string, Entry<T>>();

  function start(key: string, { ttlMs, load }: { ttlMs: number; load: () => Promise<T> }): Entry<T> {
    const entry: Entry<T> = {
      until: Infinity,
      loading: load().then(
        (value) => {
          const loadedAt = options.now();
          entry.until = loadedAt + ttlMs;
          return { value, loadedAt };
        },
        (error: unknown) => {
          entry.until = options.now() + (options.keepErrorMs?.(error) ?? 0);
          throw error;
        },
      ),
    };
    entries.delete(key);
    entries.set(key, entry);
    if (entries.size > options.maxEntries) {
      const [oldest] = entries.keys();
      if (oldest !== undefined) entries.delete(oldest);
    }
    return entry;
  }

  return {
    async get(key, wanted): Promise<Kept<T>> {
      const known = entries.get(key);
      const wasKept = known !== undefined && options.now() < known.until;
      const entry = wasKept ? known : start(key, wanted);
      return { ...(await entry.loading), wasKept };
    },
  };
}
