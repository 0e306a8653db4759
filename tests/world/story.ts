/** The last things that happened in a world, in short lines. */
export class Story {
  readonly #lines: string[] = [];
  readonly #most: number;

  constructor(most = 80) {
    this.#most = most;
  }

  tell(at: number, text: string): void {
    this.#lines.push(`${new Date(at).toISOString().slice(0, 19)}Z  ${text}`);
    if (this.#lines.length > this.#most) this.#lines.shift();
  }

  lines(): readonly string[] {
    return [...this.#lines];
  }
}
