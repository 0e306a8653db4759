import { METALS } from "../../shared/schemas/metal.ts";
import { order, postPull, until } from "../support/http/pulling.ts";
import { seededRandom } from "../support/basics/seeded-random.ts";
import { startTestStack, type TestStack } from "../../stack/testing/test-stack.ts";
import { countDuplicates, countHalf } from "./integrity.ts";

/** What a run of kills found; everything but `kills`, `pulls` and `reads` must be zero. */
export interface KillReport {
  readonly seed: number;
  readonly kills: Readonly<Record<string, number>>;
  readonly pulls: { readonly asked: number; readonly acknowledged: number };
  readonly reads: { readonly answered: number; readonly failed: number };
  /** Slots that a pull had acknowledged and that have no price, or another one, afterwards. */
  readonly lost: number;
  /** Slots with some metals and not others, prices without a finished pull, or quotes of no finished pull. */
  readonly half: number;
  /** Slots with more than one set of calls recorded. */
  readonly duplicate: number;
  /** Answers to readers that mixed two pulls or had a price that no pull published. */
  readonly mixedReads: number;
  readonly slowestRecoveryMs: number;
}

export interface KillOptions {
  readonly kills: number;
  readonly seed: number;
  readonly report?: (line: string) => void;
}

const TARGETS = ["postgres", "postgrest", "functions"] as const;

/**
 * Kills services with SIGKILL at random moments while pulls and reads run, and looks afterwards at what the database
 * holds. The seed decides targets and delays; slots are a second apart, so that each round has one of its own.
 */
export async function runKills({ kills, seed, report }: KillOptions): Promise<KillReport> {
  const random = seededRandom(seed);
  const stack = await startTestStack({ quietCron: true, durable: true, functionEnv: { RATE_LIMIT: "0" } });
  const counts: Record<string, number> = Object.fromEntries(TARGETS.map((name) => [name, 0]));
  const acknowledged = new Map<string, Readonly<Record<string, number>>>();
  const reads = { answered: 0, failed: 0, mixed: 0 };
  let asked = 0;
  let slowestRecoveryMs = 0;
  try {
    // Every pull asks everybody, so that every round has something to lose.
    await stack.sql`update spot.providers set minimum_interval_seconds = 0, monthly_quota = null`;
    for (let round = 0; round < kills; round++) {
      const target = TARGETS[Math.floor(random() * TARGETS.length)] ?? "postgres";
      // A pull takes 30 to 60 ms, and a few kills shall fall after it.
      const delay = random() * 75;
      const slot = new Date(Math.floor(Date.now() / 1000) * 1000 - 1000).toISOString();
      asked++;
      const pull = postPull(stack, { slot })
        .then(async (response) => ({ status: response.status, body: await response.json() }))
        .catch(() => null);
      const reader = readAll(stack, reads);
      await new Promise((resolve) => setTimeout(resolve, delay));
      stack.kill(target);
      counts[target] = (counts[target] ?? 0) + 1;
      const answer = await pull;
      if (answer?.status === 200 && answer.body.status === "done" && answer.body.state === "succeeded") {
        acknowledged.set(slot, pricesOf(answer.body.prices));
      }
      const began = performance.now();
      await stack.restart(target);
      await until(() => isBack(stack), `${target} to come back`);
      slowestRecoveryMs = Math.max(slowestRecoveryMs, performance.now() - began);
      await reader;
      report?.(
        `${round + 1}/${kills} ${target} after ${Math.round(delay)} ms: ${
          answer?.body.status ?? "no answer"
        }`,
      );
      // The slots of two rounds must not fall into one second.
      await until(
        () => Promise.resolve(Date.now() - Date.parse(slot) >= 2000 ? true : null),
        "the next second",
      );
    }
    await order(stack, "clock", { now: new Date().toISOString(), running: true });
    return {
      seed,
      kills: counts,
      pulls: { asked, acknowledged: acknowledged.size },
      reads: { answered: reads.answered, failed: reads.failed },
      lost: await countLost(stack, acknowledged),
      half: await countHalf(stack),
      duplicate: await countDuplicates(stack),
      mixedReads: reads.mixed,
      slowestRecoveryMs: Math.round(slowestRecoveryMs),
    };
  } finally {
    await stack.stop();
  }
}

function pricesOf(prices: readonly { metal: string; price: number }[]): Record<string, number> {
  return Object.fromEntries(prices.map(({ metal, price }) => [metal, price]));
}

/** One read of all metals while the kill happens; a different window each time, so that the answer does not come from memory. */
async function readAll(
  stack: TestStack,
  reads: { answered: number; failed: number; mixed: number },
): Promise<void> {
  const windows = ["1h", "6h", "12h", "24h", "7d", "30d"];
  for (const window of windows) {
    try {
      const response = await fetch(`${stack.url}/functions/v1/prices-read?metal=all&window=${window}`);
      const body = await response.json();
      if (response.status !== 200) {
        reads.failed++;
        continue;
      }
      reads.answered++;
      // One pull publishes all four metals; an answer with two fetch times holds half of one.
      const times = new Set(
        body.prices.map((price: { latest: { fetched_at: string } }) => price.latest.fetched_at),
      );
      if (times.size > 1) reads.mixed++;
    } catch {
      reads.failed++;
    }
  }
}

async function isBack(stack: TestStack): Promise<true | null> {
  const unique = `${performance.now()}`.replace(/\D/g, "").slice(-6).padStart(6, "0");
  // A time of its own makes it a question that no memory holds, so that the whole chain must be up.
  const at = new Date(Date.now() - 1000).toISOString().replace(/\.\d+Z$/, `.${unique}Z`);
  try {
    const response = await fetch(`${stack.url}/functions/v1/prices-read?window=1h&at=${at}`);
    const body = await response.json();
    // Before the first pull went through there is no price, and the chain says so.
    return response.status === 200 || /^PRICE_NOT_/.test(body.code) ? true : null;
  } catch {
    return null;
  }
}

async function countLost(
  stack: TestStack,
  acknowledged: ReadonlyMap<string, Readonly<Record<string, number>>>,
): Promise<number> {
  let lost = 0;
  for (const [slot, prices] of acknowledged) {
    const rows = await stack.sql`select metal, price from spot.prices where priced_at = ${slot}`;
    const stored = Object.fromEntries(rows.map((row) => [row["metal"], Number(row["price"])]));
    if (METALS.some((metal) => stored[metal] !== prices[metal])) lost++;
  }
  return lost;
}
