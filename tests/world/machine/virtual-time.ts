import type { Sleep } from "../../../shared/sleep.ts";

/**
 * Time that passes when somebody waits. There is no scheduler: a wait moves the clock to its own end, unless it stands
 * beyond already, so that waits which begin together end together and a pull of five providers is as slow as the slowest.
 */
export class VirtualTime {
  /** Epoch milliseconds. */
  at: number;
  #deadline: { readonly ends: number; readonly ring: () => void } | null = null;

  constructor(at: number) {
    this.at = at;
  }

  readonly now = (): number => this.at;

  /** Never back. */
  moveTo(at: number): void {
    this.at = Math.max(this.at, at);
  }

  /** A wait with a signal is the deadline of a request (see with-deadline.ts): it only ends when the request hangs. */
  readonly sleep: Sleep = (milliseconds, signal) => {
    const ends = this.at + milliseconds;
    if (signal === undefined) {
      this.moveTo(ends);
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.#deadline = { ends, ring: resolve };
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  };

  /**
   * To be called at once when a request comes in: the deadline that was set last is that of this request. The result
   * answers it after `latency` milliseconds, or lets its deadline pass and never ends.
   */
  takeRequest(): <T>(latency: number, answer: () => T) => Promise<T> {
    const began = this.at;
    const deadline = this.#deadline;
    this.#deadline = null;
    return <T>(latency: number, answer: () => T): Promise<T> => {
      if (deadline !== null && began + latency >= deadline.ends) {
        this.moveTo(deadline.ends);
        deadline.ring();
        return new Promise<T>(() => {});
      }
      this.moveTo(began + latency);
      return new Promise((resolve) => resolve(answer()));
    };
  }
}
