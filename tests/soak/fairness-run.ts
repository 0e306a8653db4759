import http from "node:http";
import { join } from "node:path";
import { z } from "zod";
import { postPull } from "../support/http/pulling.ts";
import { PROJECT_ROOT } from "../../stack/project-root.ts";
import { startTestStack } from "../../stack/testing/test-stack.ts";
import { percentile } from "./percentile.ts";

export interface FairnessReport {
  /** What the flood was answered, by status. */
  readonly flood: { readonly sent: number; readonly statuses: Readonly<Record<string, number>> };
  /** What the other client was answered, and how fast, in milliseconds. */
  readonly idle: Measured;
  readonly during: Measured;
}

export interface Measured {
  readonly answers: number;
  readonly refused: number;
  readonly p50: number;
  readonly p99: number;
}

const Flood = z.object({ sent: z.number(), statuses: z.record(z.string(), z.number()) });
const READS = 400;
const PAUSE_MS = 5;

/** A machine that others use has moments; the middle of three rounds has none. */
const ROUNDS = 3;

/**
 * One address sends far more than its limit, `rate` requests a second or as fast as it is answered (0), while another
 * reads at a steady pace; three rounds, each with two new addresses and a third of the requests. Addresses are loopback's own: 127.0.0.x reaches the gateway as
 * clients that differ.
 */
export async function runFairness(
  { requests, rate = 0 }: { readonly requests: number; readonly rate?: number },
): Promise<FairnessReport> {
  const stack = await startTestStack({ quietCron: true });
  const url = `${stack.url}/functions/v1/prices-read?metal=gold`;
  const rounds: FairnessReport[] = [];
  try {
    // 60 a minute, twenty times that for reads: 1,200.
    await (await postPull(stack, {})).body?.cancel();
    for (let round = 0; round < ROUNDS; round++) {
      const reader = createReader(url, `127.0.1.${round + 1}`);
      // Warm, and not counted.
      await reader(50);
      const idle = await reader(READS);
      const flood = startFlood(url, {
        from: `127.0.2.${round + 1}`,
        requests: Math.ceil(requests / ROUNDS),
        rate,
      });
      // A process takes its time to start; reads before that would be idle ones.
      await stack.sql`select pg_sleep(0.3)`;
      const during = await reader(READS, flood.isOver);
      rounds.push({ flood: await flood.ended, idle, during });
    }
  } finally {
    await stack.stop();
  }
  return {
    flood: rounds.map(({ flood }) => flood).reduce(added),
    idle: middle(rounds.map(({ idle }) => idle)),
    during: middle(rounds.map(({ during }) => during)),
  };
}

function startFlood(
  url: string,
  { from, requests, rate }: { readonly from: string; readonly requests: number; readonly rate: number },
): { readonly isOver: () => boolean; readonly ended: Promise<FairnessReport["flood"]> } {
  let isOver = false;
  const script = join(PROJECT_ROOT, "tests", "soak", "flood.ts");
  const output = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-config", "--allow-net", script],
      ...[
        "--url",
        url,
        "--from",
        from,
        "--requests",
        String(requests),
        "--lanes",
        "4",
        "--rate",
        String(rate),
      ],
    ],
    stdout: "piped",
  }).output().finally(() => isOver = true);
  return {
    isOver: () => isOver,
    ended: output.then(({ stdout }) => Flood.parse(JSON.parse(new TextDecoder().decode(stdout)))),
  };
}

function added(a: FairnessReport["flood"], b: FairnessReport["flood"]): FairnessReport["flood"] {
  const statuses: Record<string, number> = { ...a.statuses };
  for (const [status, count] of Object.entries(b.statuses)) {
    statuses[status] = (statuses[status] ?? 0) + count;
  }
  return { sent: a.sent + b.sent, statuses };
}

/** Counts are sums, times the middle of the rounds. */
function middle(rounds: readonly Measured[]): Measured {
  const sum = (pick: (round: Measured) => number): number =>
    rounds.reduce((total, round) => total + pick(round), 0);
  return {
    answers: sum(({ answers }) => answers),
    refused: sum(({ refused }) => refused),
    p50: percentile(rounds.map(({ p50 }) => p50), 0.5),
    p99: percentile(rounds.map(({ p99 }) => p99), 0.5),
  };
}

/** Reads one by one with a short pause, until it has `most` answers or is told to end. */
function createReader(
  url: string,
  from: string,
): (most: number, isOver?: () => boolean) => Promise<Measured> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (): Promise<number> =>
    new Promise((resolve, reject) => {
      http.get(url, { agent, localAddress: from }, (response) => {
        response.resume();
        response.on("end", () => resolve(response.statusCode ?? 0));
      }).on("error", reject);
    });
  return async (most, isOver = () => false) => {
    const times: number[] = [];
    let refused = 0;
    while (times.length < most && !(isOver() && times.length > 20)) {
      const began = performance.now();
      if (await ask() !== 200) refused++;
      times.push(performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    const rounded = (share: number): number => Math.round(percentile(times, share) * 100) / 100;
    return { answers: times.length, refused, p50: rounded(0.5), p99: rounded(0.99) };
  };
}
