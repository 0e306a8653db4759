import type { Sleep } from "../../shared/sleep.ts";
import { SpotError } from "./spot-error.ts";
import type { SpotPrice } from "./spot-price.ts";

/** What a subscriber is told: new prices, or that asking failed and when it is tried again. */
export type Update =
  | { readonly prices: readonly SpotPrice[]; readonly error: null }
  | { readonly prices: null; readonly error: SpotError; readonly retryInMs: number };

/** A way to keep a subscriber informed until it is closed. Polling is one; a push channel can be another. */
export type Feed = (read: () => Promise<readonly SpotPrice[]>, sink: (update: Update) => void) => () => void;

export interface PollingOptions {
  readonly sleep: Sleep;
  /** Between 0 and 1. */
  readonly random: () => number;
  /** Calls back when asking early makes sense (online again, page visible again); returns how to stop that. */
  readonly onWake: (wake: () => void) => () => void;
  /** Asks at least this often, to notice an outage. */
  readonly longestWaitMs?: number;
}

const SHORTEST_MS = 5000;
const FIRST_RETRY_MS = 2000;
const LONGEST_RETRY_MS = 60_000;

/**
 * Asks when the next price is due, so once a pull and not more often than every five seconds. After a failure it waits 2, 4, 8 …
 * seconds, a minute at most, or as long as the server says; a share of chance keeps many pages apart.
 */
export function createPolling(options: PollingOptions): Feed {
  const { sleep, random, onWake, longestWaitMs = Infinity } = options;
  return (read, sink) => {
    const closed = new AbortController();
    let nap = new AbortController();
    const stopListening = onWake(() => nap.abort());

    function tell(update: Update): void {
      if (closed.signal.aborted) return;
      try {
        sink(update);
      } catch (error) {
        // A bug of the subscriber shall be seen, but not end the feed.
        queueMicrotask(() => {
          throw error;
        });
      }
    }

    async function run(): Promise<void> {
      let failures = 0;
      while (!closed.signal.aborted) {
        const waitMs = await read().then(
          (prices) => {
            failures = 0;
            tell({ prices, error: null });
            return Math.max(SHORTEST_MS, Math.min(longestWaitMs, ...prices.map(untilDue)));
          },
          (error: unknown) => {
            const waitMs = retryIn(error, failures++);
            tell({ prices: null, error: asSpotError(error), retryInMs: waitMs });
            return waitMs;
          },
        );
        nap = new AbortController();
        if (closed.signal.aborted) break;
        await sleep(waitMs * (1 + random() / 10), nap.signal);
      }
    }

    void run();
    return (): void => {
      closed.abort();
      stopListening();
      nap.abort();
    };
  };

  function retryIn(error: unknown, failures: number): number {
    const told = error instanceof SpotError ? error.retryAfterSeconds : null;
    return told === null
      ? Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures, 10))
      : told * 1000;
  }
}

function untilDue({ freshForMs }: SpotPrice): number {
  return freshForMs;
}

function asSpotError(error: unknown): SpotError {
  if (error instanceof SpotError) return error;
  return new SpotError("NO_SOURCE", "Cannot read prices: an unexpected error occurred", {
    hint: "Please report this with the error's cause",
    cause: error,
  });
}
