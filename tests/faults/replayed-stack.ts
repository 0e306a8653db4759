import assert from "node:assert/strict";
import { z } from "zod";
import { order } from "../support/http/pulling.ts";
import { toCsv } from "../support/data/recording.ts";
import { startTestStack, type TestStack } from "../../stack/testing/test-stack.ts";
import { steadyRecording, timesToPull } from "../support/data/steady-recording.ts";

const Answer = z.looseObject({
  status: z.string(),
  state: z.string().optional(),
  prices: z.array(z.looseObject({ metal: z.string(), price: z.number() })).default([]),
});

/** How a pull ended for whoever asked for it. */
export interface PullEnd {
  readonly slot: string;
  /** HTTP status; 0 where the connection broke. */
  readonly status: number;
  readonly state: string | null;
  readonly prices: Readonly<Record<string, number>>;
}

/** A stack whose market is open whenever it is asked: recorded prices, with the clock in the run's hand. */
export interface ReplayedStack extends TestStack {
  /** Pulls the next time of the recording. */
  pull(): Promise<PullEnd>;
  /** Pulls it again and again until a pull succeeds, each time for the next time of the recording. */
  pullUntilGood(): Promise<PullEnd>;
  /** Every price that a pull has acknowledged is stored as it was acknowledged. */
  assertNothingLost(): Promise<void>;
}

export async function startReplayedStack(): Promise<ReplayedStack> {
  const rows = steadyRecording();
  const times = timesToPull(rows).values();
  const file = Deno.makeTempFileSync({ suffix: ".csv" });
  Deno.writeTextFileSync(file, toCsv(rows));
  const stack = await startTestStack({
    origin: { kind: "replay", file, reason: "a test" },
    quietCron: true,
    durable: true,
    functionEnv: { RATE_LIMIT: "0", SPOT_UPSTREAM_TIMEOUT_MS: "2000" },
  });
  await stack.sql`update spot.providers set minimum_interval_seconds = 0, monthly_quota = null`;
  const acknowledged: PullEnd[] = [];

  async function pull(): Promise<PullEnd> {
    const at = times.next().value ?? assert.fail("the recording is too short");
    const slot = new Date(at).toISOString();
    await order(stack, "clock", { now: slot });
    const end = await ask(stack, slot);
    if (end.state === "succeeded") acknowledged.push(end);
    return end;
  }

  return {
    ...stack,
    pull,
    async pullUntilGood(): Promise<PullEnd> {
      const deadline = performance.now() + 40_000;
      for (;;) {
        const end = await pull();
        if (end.state === "succeeded") return end;
        assert.ok(performance.now() < deadline, `no pull succeeds again: ${JSON.stringify(end)}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    async assertNothingLost(): Promise<void> {
      for (const { slot, prices } of acknowledged) {
        const rows = await stack.sql`select metal, price from spot.prices where priced_at = ${slot}`;
        const stored = Object.fromEntries(rows.map((row) => [row["metal"], Number(row["price"])]));
        assert.deepEqual(stored, prices, `prices of ${slot}`);
      }
    },
    async stop(): Promise<void> {
      await stack.stop();
      Deno.removeSync(file);
    },
  };
}

async function ask(stack: TestStack, slot: string): Promise<PullEnd> {
  try {
    const response = await fetch(`${stack.url}/functions/v1/prices-pull`, {
      method: "POST",
      headers: { apikey: stack.keys.secretKey, "content-type": "application/json" },
      body: JSON.stringify({ trigger: "replay", now: slot, slot }),
    });
    const json = await response.json();
    if (!response.ok) return { slot, status: response.status, state: null, prices: {} };
    const { state, prices } = Answer.parse(json);
    return {
      slot,
      status: response.status,
      state: state ?? null,
      prices: Object.fromEntries(prices.map(({ metal, price }) => [metal, price])),
    };
  } catch {
    return { slot, status: 0, state: null, prices: {} };
  }
}
