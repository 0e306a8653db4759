import http from "node:http";
import type { TestStack } from "../../stack/testing/test-stack.ts";

/** One answer as a reader saw it. */
export interface Seen {
  /** performance.now() when it was asked. */
  readonly at: number;
  readonly status: number;
  readonly milliseconds: number;
  /** Whether all of the body came. */
  readonly isWhole: boolean;
  /** Code of an error; null where there is none. */
  readonly code: string | null;
}

export interface ReaderOptions {
  readonly from: string;
  readonly pauseMs: number;
  readonly random: () => number;
  readonly seen: Seen[];
  readonly isOver: () => boolean;
}

const WINDOWS = ["1h", "6h", "12h", "24h", "7d", "30d", "90d", "1y", "max"];
const METALS = ["gold", "silver", "platinum", "palladium", "all", "gold,silver"];
/** Recorded prices are in dollars: the rates of then say nothing about now. */
const UNITS = ["toz", "g", "kg"];

/** Asks as users do: mostly the same few things, sometimes something that nobody asked before. */
export async function readOn(stack: TestStack, options: ReaderOptions): Promise<void> {
  const { from, pauseMs, random, seen, isOver } = options;
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  while (!isOver()) {
    const at = performance.now();
    const answer = await ask(`${stack.url}/functions/v1/${question(random)}`, { agent, from });
    seen.push({ ...answer, at, milliseconds: performance.now() - at });
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  agent.destroy();
}

function question(random: () => number): string {
  const one = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? "";
  const kind = random();
  if (kind < 0.6) return `prices-read?metal=${one(METALS.slice(0, 2))}&window=24h`;
  if (kind < 0.85) {
    return `prices-read?metal=${one(METALS)}&window=${one(WINDOWS)}&unit=${one(UNITS)}`;
  }
  if (kind < 0.93) {
    const at = new Date(Date.now() - Math.floor(random() * 86_400_000)).toISOString();
    // A list of times is answered whatever the recording holds of them.
    return `prices-read?metal=${one(METALS)}&at=2026-03-02,${at}`;
  }
  if (kind < 0.96) return "feed/spot/latest.json";
  // Of recorded prices health says, rightly, that they are old, so it is not a measure here.
  return "config";
}

function ask(
  url: string,
  { agent, from }: { readonly agent: http.Agent; readonly from: string },
): Promise<Pick<Seen, "status" | "isWhole" | "code">> {
  return new Promise((resolve) => {
    const request = http.get(url, { agent, localAddress: from, timeout: 20_000 }, (response) => {
      const chunks: Uint8Array[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", () => resolve({ status: 0, isWhole: false, code: "no connection" }));
      response.on("end", () => {
        const status = response.statusCode ?? 0;
        resolve({ status, ...contentOf(new TextDecoder().decode(join(chunks))) });
      });
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve({ status: 0, isWhole: false, code: "no connection" }));
  });
}

function join(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let place = 0;
  for (const chunk of chunks) {
    all.set(chunk, place);
    place += chunk.length;
  }
  return all;
}

function contentOf(text: string): Pick<Seen, "isWhole" | "code"> {
  try {
    const { code } = JSON.parse(text);
    return { isWhole: true, code: typeof code === "string" ? code : null };
  } catch {
    return { isWhole: false, code: null };
  }
}
