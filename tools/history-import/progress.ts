/** A bar on one line of a terminal; silent where nobody watches. */
export interface ImportProgress {
  show(done: { readonly bytes: number; readonly rows: number }): void;
  end(): void;
}

const WIDTH = 24;
const EVERY_MS = 100;

export function createProgress(
  totalBytes: number,
  { isTerminal, write, now }: {
    readonly isTerminal: boolean;
    readonly write: (text: string) => void;
    /** Milliseconds. */
    readonly now: () => number;
  },
): ImportProgress {
  const began = now();
  let shownAt = -Infinity;
  if (!isTerminal) return { show: () => {}, end: () => {} };
  return {
    show({ bytes, rows }): void {
      if (now() - shownAt < EVERY_MS) return;
      shownAt = now();
      const share = totalBytes === 0 ? 1 : Math.min(1, bytes / totalBytes);
      const bar = "█".repeat(Math.round(share * WIDTH)).padEnd(WIDTH, "░");
      const rate = Math.round(rows / Math.max(0.001, (now() - began) / 1000));
      write(
        `\r${bar} ${String(Math.round(share * 100)).padStart(3)} %  ${rows.toLocaleString("en")} rows  ${
          rate.toLocaleString("en")
        }/s `,
      );
    },
    end: () => write("\r\x1b[2K"),
  };
}
