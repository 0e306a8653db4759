import { join } from "node:path";
import { ask, freshQuestion } from "../faults/asking.ts";
import { countDuplicates, countHalf } from "../faults/integrity.ts";
import { frozen } from "../faults/process-tree.ts";
import { type ReplayedStack, startReplayedStack } from "../faults/replayed-stack.ts";
import { endFaults, order } from "../support/http/pulling.ts";
import { seededRandom } from "../support/basics/seeded-random.ts";
import { percentile, slopePerMinute } from "./percentile.ts";
import { readOn, type Seen } from "./readers.ts";
import { type Resources, resourcesOf } from "./resources.ts";

export interface SoakReport {
  readonly seed: number;
  readonly minutes: number;
  readonly pulls: { readonly asked: number; readonly succeeded: number };
  readonly faults: Readonly<Record<string, number>>;
  /** Apart from faults and the five seconds after each; and during them. */
  readonly calm: Load;
  readonly troubled: Load;
  /** Second half of the run, in which nothing is killed. */
  readonly memory: Readonly<Record<string, { readonly megabytes: number; readonly growthPerMinute: number }>>;
  readonly files: { readonly first: number; readonly last: number };
  readonly mostConnections: number;
  readonly half: number;
  readonly duplicate: number;
}

export interface Load {
  readonly answers: number;
  readonly errors: number;
  /** Errors by status and code. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Answers that were cut off or no JSON. */
  readonly broken: number;
  readonly p50: number;
  readonly p99: number;
}

export interface SoakOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly report?: (line: string) => void;
}

const READERS = 4;
const PAUSE_MS = 20;
const SAMPLE_MS = 2000;
const AFTERMATH_MS = 5000;
/** The recording has 190 times to pull. */
const MOST_PULLS = 180;

/** Readers, pulls every few seconds and faults, all at once, for a bounded time; then what it cost and what is left. */
export async function runSoak({ minutes, seed, report = () => {} }: SoakOptions): Promise<SoakReport> {
  const random = seededRandom(seed);
  const stack = await startReplayedStack();
  const seen: Seen[] = [];
  const troubles: [from: number, to: number][] = [];
  const samples: Resources[] = [];
  const counts: Record<string, number> = {};
  const pulls = { asked: 0, succeeded: 0 };
  try {
    await stack.sql`
      update spot.settings set document = document || '{"rate_limit_per_minute": 0}', updated_by = 'soak'`;
    await stack.pullUntilGood();
    const began = performance.now();
    const length = minutes * 60_000;
    const elapsed = (): number => performance.now() - began;
    const isOver = (): boolean => elapsed() >= length;
    const every = async (milliseconds: number, body: () => Promise<void>): Promise<void> => {
      while (!isOver()) {
        const next = performance.now() + milliseconds;
        await body();
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())));
      }
    };
    await Promise.all([
      ...Array.from(
        { length: READERS },
        (_, index) =>
          readOn(stack, { from: `127.0.3.${index + 1}`, pauseMs: PAUSE_MS, random, seen, isOver }),
      ),
      every(Math.max(3000, length / MOST_PULLS), async () => {
        pulls.asked++;
        if ((await stack.pull()).state === "succeeded") pulls.succeeded++;
      }),
      every(SAMPLE_MS, async () => {
        const sample = await resourcesOf(stack.pids(), { at: elapsed() / 60_000, sql: stack.sql });
        if (sample !== null) samples.push(sample);
      }),
      every(Math.max(12_000, length / 20), async () => {
        const from = performance.now();
        const name = await trouble(stack, { random, mayKill: elapsed() < length / 2 });
        counts[name] = (counts[name] ?? 0) + 1;
        troubles.push([from, performance.now() + AFTERMATH_MS]);
        report(`${Math.round(elapsed() / 1000)} s: ${name}`);
      }),
    ]);
    await stack.pullUntilGood();
    await stack.assertNothingLost();
    const isTroubled = ({ at, milliseconds }: Seen): boolean =>
      troubles.some(([from, to]) => at + milliseconds >= from && at <= to);
    return {
      seed,
      minutes,
      pulls,
      faults: counts,
      calm: loadOf(seen.filter((one) => !isTroubled(one))),
      troubled: loadOf(seen.filter(isTroubled)),
      ...held(samples.filter(({ at }) => at >= minutes / 2)),
      half: await countHalf(stack),
      duplicate: await countDuplicates(stack),
    };
  } finally {
    for (const line of faultsOfOurs(stack)) report(line);
    await stack.stop();
  }
}

/** What the functions logged that no fault of the world explains; the folder goes with the stack. */
function faultsOfOurs(stack: ReplayedStack): readonly string[] {
  const log = Deno.readTextFileSync(join(stack.folder, "logs", "functions.log"));
  return [...new Set(log.split("\n").filter((line) => /"code":"(?:STORE_REFUSED|INTERNAL)"/.test(line)))]
    .slice(-10);
}

/** One fault, from its begin until the service answers again. */
async function trouble(
  stack: ReplayedStack,
  { random, mayKill }: { readonly random: () => number; readonly mayKill: boolean },
): Promise<string> {
  const kinds = [
    "providers limit",
    "providers hang",
    "Postgres frozen",
    ...(mayKill ? ["Postgres killed", "PostgREST killed"] : []),
  ];
  const kind = kinds[Math.floor(random() * kinds.length)] ?? "providers limit";
  const pause = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => setTimeout(resolve, milliseconds));
  switch (kind) {
    case "providers limit":
    case "providers hang":
      await order(stack, "faults", {
        provider: "*",
        fault: kind === "providers hang" ? "timeout" : "rate_limited",
      });
      await pause(4000);
      await endFaults(stack);
      // As if the pauses that providers asked for had gone by.
      await stack.sql`update spot.provider_states set breaker = '{}', quota = '{}'`;
      break;
    case "Postgres frozen":
      await frozen(stack.pids()["postgres"] ?? 0, () => pause(2000));
      break;
    default:
      stack.kill(kind === "Postgres killed" ? "postgres" : "postgrest");
      await pause(500);
  }
  const deadline = performance.now() + 30_000;
  while ((await ask(stack, freshQuestion())).status !== 200) {
    if (performance.now() > deadline) throw new Error(`${kind}: no read for 30 s`);
    await pause(200);
  }
  return kind;
}

function loadOf(seen: readonly Seen[]): Load {
  const times = seen.map(({ milliseconds }) => milliseconds);
  const rounded = (share: number): number => Math.round(percentile(times, share) * 10) / 10;
  const errors = seen.filter(({ status }) => status !== 200);
  const kinds: Record<string, number> = {};
  for (const { status, code } of errors) kinds[`${status} ${code}`] = (kinds[`${status} ${code}`] ?? 0) + 1;
  return {
    answers: seen.length,
    errors: errors.length,
    kinds,
    broken: seen.filter(({ isWhole }) => !isWhole).length,
    p50: rounded(0.5),
    p99: rounded(0.99),
  };
}

function held(samples: readonly Resources[]): Pick<SoakReport, "memory" | "files" | "mostConnections"> {
  const names = Object.keys(samples[0]?.megabytes ?? {});
  return {
    memory: Object.fromEntries(names.map((name) => {
      const points = samples.map(({ at, megabytes }): [number, number] => [at, megabytes[name] ?? 0]);
      const slope = points.length < 3 ? 0 : slopePerMinute(points);
      return [name, {
        megabytes: Math.round(points.at(-1)?.[1] ?? 0),
        growthPerMinute: Math.round(slope * 100) / 100,
      }];
    })),
    files: { first: samples[0]?.files ?? 0, last: samples.at(-1)?.files ?? 0 },
    mostConnections: Math.max(0, ...samples.map(({ connections }) => connections)),
  };
}
