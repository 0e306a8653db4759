import type { Sleep } from "../../sleep.ts";
import { Unusable } from "./unusable.ts";

/**
 * Runs work that includes the reading of the body, and gives up after `timeoutMs` even where the work does not
 * heed its signal: a timer that ends with the headers lets a stalled body hang for ever.
 *
 * @throws Unusable `timeout`
 */
export async function withDeadline<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { sleep, timeoutMs }: { sleep: Sleep; timeoutMs: number },
): Promise<T> {
  const [ended, rung] = [new AbortController(), new AbortController()];
  const deadline = sleep(timeoutMs, ended.signal).then(() => {
    throw new Unusable("timeout", `no whole answer within ${timeoutMs} ms`);
  });
  const running = work(rung.signal);
  // Whichever loses the race may still reject; nobody waits for it.
  deadline.catch(() => {});
  running.catch(() => {});
  try {
    return await Promise.race([running, deadline]);
  } finally {
    ended.abort();
    rung.abort();
  }
}
