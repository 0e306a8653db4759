import type { BenchStack } from "./bench-stack.ts";
import { fillPrices } from "./fill.ts";
import { ms, type Row, row } from "./row.ts";
import { percentile, timed } from "./statistics.ts";

const WINDOWS = ["1h", "6h", "12h", "24h", "7d", "30d", "90d", "1y", "5y", "10y", "max"] as const;
const ROUNDS = 5;
const REPEATS = 100;

/** Every window as raw SQL and as an rpc, at several numbers of stored prices. Leaves the largest in place. */
export async function measureSizes(
  stack: BenchStack,
  { sizes, report }: { readonly sizes: readonly number[]; readonly report: (line: string) => void },
): Promise<Row[]> {
  const found = new Map<string, number[]>();
  const until = new Date(Math.floor(Date.now() / 300_000) * 300_000).toISOString();
  for (const rows of sizes) {
    report(`storing ${rows.toLocaleString("en")} prices`);
    await fillPrices(stack.sql, { rows, until, span: "24-years" });
    for (const window of WINDOWS) {
      // The first reads plan and fill the cache of the server.
      await timed(10, () => read(stack, window));
      let best = Infinity;
      for (let round = 0; round < ROUNDS; round++) {
        best = Math.min(best, percentile(await timed(REPEATS, () => read(stack, window)), 0.99));
      }
      found.set(window, [...found.get(window) ?? [], best]);
    }
  }
  return WINDOWS.map((window) => {
    const p99 = found.get(window) ?? [];
    const [least = NaN, most = NaN] = [p99[0], p99.at(-1)];
    return row(
      `window ${window}, uncached rpc, p99 at ${
        sizes.map((size) => size.toExponential(0)).join(", ")
      } prices`,
      {
        value: p99.map(ms).join(", "),
        ratio: sizes.length > 1 ? (most / least).toFixed(2) : "",
        ...(sizes.length > 1 ? { goal: "≤ 1.2", isMet: most / least <= 1.2 } : {}),
      },
    );
  });
}

async function read(stack: BenchStack, window: string): Promise<void> {
  const response = await fetch(`${stack.restUrl}/rpc/read_prices?metal=gold&window=${window}`);
  const text = await response.text();
  if (!response.ok) throw new Error(text.slice(0, 300));
}
