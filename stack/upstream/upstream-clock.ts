/**
 * The time at which the stand-in lives, in epoch milliseconds: it starts at the real time or where it is told to,
 * and either runs along or stands still.
 */
export class UpstreamClock {
  readonly #real: () => number;
  #setAt: number;
  #shows: number;
  #isRunning = true;

  constructor(real: () => number, startsAt: number | null) {
    this.#real = real;
    this.#setAt = real();
    this.#shows = startsAt ?? this.#setAt;
  }

  now(): number {
    return this.#isRunning ? this.#shows + this.#real() - this.#setAt : this.#shows;
  }

  set(ms: number, { isRunning }: { isRunning: boolean }): void {
    this.#setAt = this.#real();
    this.#shows = ms;
    this.#isRunning = isRunning;
  }
}
