import { z } from "zod";
import type { RecordedRow } from "../../stack/upstream/recorded-prices.ts";

/** Where a stack that replays is reached. */
export interface ReplayTarget {
  /** Origin of the gateway. */
  readonly url: string;
  /** Origin of the stand-in for the providers. */
  readonly upstreamUrl: string;
  readonly secretKey: string;
}

export interface DriveOptions {
  /** Called before each pull with how many are done. */
  readonly onStep?: (done: number, total: number) => void;
  /** Waits as long as the recording did, divided by this; without it there is no waiting. */
  readonly speed?: number;
  readonly signal?: AbortSignal;
}

const PullAnswer = z.object({ status: z.literal("done"), state: z.string() });

/**
 * Lives through a recording: for each of its times the stand-in's clock is set and one pull is asked for through the
 * gateway, as the schedule would ask.
 *
 * @throws Error naming the time at which a pull did not answer as it should
 * @returns how many pulls ended in which state
 */
export async function drive(
  rows: readonly RecordedRow[],
  target: ReplayTarget,
  options: DriveOptions = {},
): Promise<ReadonlyMap<string, number>> {
  const times = [...new Set(rows.map(({ at }) => at))].sort((a, b) => a - b);
  const states = new Map<string, number>();
  for (const [done, at] of times.entries()) {
    options.signal?.throwIfAborted();
    options.onStep?.(done, times.length);
    const before = times[done - 1];
    if (options.speed !== undefined && before !== undefined) {
      await pause((at - before) / options.speed, options.signal);
    }
    const state = await pullAt(new Date(at).toISOString(), target);
    states.set(state, (states.get(state) ?? 0) + 1);
  }
  options.onStep?.(times.length, times.length);
  return states;
}

async function pullAt(time: string, { url, upstreamUrl, secretKey }: ReplayTarget): Promise<string> {
  await post(`${upstreamUrl}/control/clock`, { body: { now: time }, headers: {} });
  const answer = await post(`${url}/functions/v1/prices-pull`, {
    body: { trigger: "replay", now: time, slot: time },
    headers: { apikey: secretKey },
  });
  const read = PullAnswer.safeParse(answer);
  if (!read.success) throw new Error(`the pull at ${time} answered ${JSON.stringify(answer).slice(0, 300)}`);
  return read.data.state;
}

async function post(
  url: string,
  { body, headers }: { body: unknown; headers: Record<string, string> },
): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`${new URL(url).pathname} answered ${response.status}: ${text.slice(0, 300)}`);
  }
  return JSON.parse(text);
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    }, { once: true });
  });
}
