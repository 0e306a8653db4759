import type { Sleep } from "../../../shared/sleep.ts";

interface Timer {
  readonly at: number;
  readonly ring: () => void;
}

/** A clock that moves only when nothing else can happen: `run` jumps from timer to timer until the work is done. */
export class FakeTime {
  #now: number;
  #timers: Timer[] = [];

  constructor(startsAt: string) {
    this.#now = Date.parse(startsAt);
  }

  readonly now = (): number => this.#now;

  readonly sleep: Sleep = (milliseconds, signal) =>
    new Promise((resolve) => {
      const timer = { at: this.#now + milliseconds, ring: resolve };
      this.#timers.push(timer);
      signal?.addEventListener("abort", () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
        resolve();
      });
    });

  /** How many timers are set; zero after work that cleans up behind itself. */
  get pending(): number {
    return this.#timers.length;
  }

  async run<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const end = (): void => void (isDone = true);
    work.then(end, end);
    for (;;) {
      // A turn of the event loop, so that everything that can go on has gone on.
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (isDone) return await work;
      const next = this.#timers.sort((a, b) => a.at - b.at).shift();
      if (next === undefined) throw new Error("the work waits for something that no timer will bring");
      this.#now = Math.max(this.#now, next.at);
      next.ring();
    }
  }
}
