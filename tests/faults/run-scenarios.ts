import { marketAt } from "../../shared/market/market-at.ts";
import { startTestStack, type TestStack } from "../../stack/testing/test-stack.ts";
import { type ReplayedStack, startReplayedStack } from "./replayed-stack.ts";
import { exhaustedPool, noConnectionLeft } from "./scenarios/exhausted-pool.ts";
import { frozenService } from "./scenarios/frozen-database.ts";
import { canMount, fullDisk } from "./scenarios/full-disk.ts";
import { jumpingClock } from "./scenarios/jumping-clock.ts";
import { missedSlots } from "./scenarios/missed-slots.ts";
import { repeatedCalls } from "./scenarios/repeated-calls.ts";

/** A fault that is not random: how it is called, why it cannot be tried here (null: it can), and the trial. */
export interface Scenario {
  readonly name: string;
  readonly skipped: string | null;
  /** Resolves to what was seen, in a line; throws where something was lost, halved, doubled or stayed broken. */
  run(): Promise<string>;
}

/** On prices of now, by the simulator. */
function simulated(
  name: string,
  body: (stack: TestStack) => Promise<string>,
  skipped: string | null = null,
): Scenario {
  return {
    name,
    skipped,
    async run(): Promise<string> {
      const stack = await startTestStack({ quietCron: true, functionEnv: { RATE_LIMIT: "0" } });
      try {
        return await body(stack);
      } finally {
        await stack.stop();
      }
    },
  };
}

/** Every fault with its trial, on a stack of its own. */
export function scenarios(): readonly Scenario[] {
  const isLinux = Deno.build.os === "linux";
  const on = (
    name: string,
    body: (stack: ReplayedStack) => Promise<string>,
    skipped: string | null = null,
  ): Scenario => ({
    name,
    skipped,
    async run(): Promise<string> {
      const stack = await startReplayedStack();
      try {
        return await body(stack);
      } finally {
        await stack.stop();
      }
    },
  });
  const noProc = isLinux ? null : "needs Linux";
  return [
    on("calls of cron twice, late and all at once", repeatedCalls),
    on("tables locked until every connection waits", exhaustedPool),
    on("no connection left for anybody new", noConnectionLeft),
    on("PostgREST frozen", (stack) => frozenService(stack, "postgrest"), noProc),
    on("Postgres frozen", (stack) => frozenService(stack, "postgres"), noProc),
    on("the disk of Postgres full", fullDisk, canMount() ? null : "needs root and the right to mount"),
    simulated("the functions gone for slots on end", missedSlots),
    simulated(
      "the clock of a function a day ahead, a day behind, a week ahead",
      jumpingClock,
      marketAt(Date.now()).state === "open" ? null : "needs open market",
    ),
  ];
}
