import { createPolling, type Update } from "../../../web/client/polling.ts";
import { SpotError } from "../../../web/client/spot-error.ts";
import { type Case, claimEqual } from "./claim.ts";
import { readPrices } from "../../../web/client/read-prices.ts";
import { NOON, priceAnswer } from "./scene.ts";

/** Runs the feed until it has slept `rounds` times; gives the naps and what the subscriber was told. */
async function poll(
  reads: readonly (SpotError | "prices")[],
): Promise<{ naps: readonly number[]; told: readonly Update[] }> {
  const naps: number[] = [];
  const told: Update[] = [];
  const over = Promise.withResolvers<void>();
  const feed = createPolling({
    random: () => 0,
    onWake: () => () => {},
    sleep(ms): Promise<void> {
      naps.push(ms);
      if (naps.length < reads.length) return Promise.resolve();
      over.resolve();
      return new Promise(() => {});
    },
  });
  let round = 0;
  const stop = feed(() => {
    const next = reads[round++];
    return next instanceof SpotError
      ? Promise.reject(next)
      : Promise.resolve(readPrices(priceAnswer({}, NOON), NOON));
  }, (update) => told.push(update));
  await over.promise;
  stop();
  return { naps, told };
}

const down = new SpotError("NO_SOURCE", "down", { hint: "" });

export const POLLING_CASES: readonly Case[] = [
  {
    name: "subscribe() asks again when the next price is due",
    async run(): Promise<void> {
      const { naps, told } = await poll(["prices", "prices"]);
      claimEqual(naps, [300_000, 300_000]);
      claimEqual(told.map(({ error }) => error === null), [true, true]);
    },
  },
  {
    name:
      "subscribe() waits twice as long after each failure, a minute at most, and starts again after a success",
    async run(): Promise<void> {
      const { naps } = await poll([down, down, down, down, down, down, down, down, "prices", down]);
      claimEqual(naps, [2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000, 300_000, 2000]);
    },
  },
  {
    name: "subscribe() waits as long as Retry-After says and tells the subscriber",
    async run(): Promise<void> {
      const limited = new SpotError("RATE_LIMITED", "later", { hint: "", retryAfterSeconds: 77 });
      const { naps, told } = await poll([limited]);
      claimEqual(naps, [77_000]);
      claimEqual(told.map((update) => update.error === null ? 0 : update.retryInMs), [77_000]);
    },
  },
  {
    name: "subscribe() asks at once when woken, and never after it is ended",
    async run(): Promise<void> {
      let wake = (): void => {};
      let reads = 0;
      const slept: AbortSignal[] = [];
      const feed = createPolling({
        random: () => 0,
        onWake(callback): () => void {
          wake = callback;
          return () => {};
        },
        sleep: (_, signal) =>
          new Promise((resolve) => {
            if (signal === undefined) return;
            slept.push(signal);
            signal.addEventListener("abort", () => resolve());
          }),
      });
      const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
      const stop = feed(() => {
        reads++;
        return Promise.resolve(readPrices(priceAnswer({}, NOON), NOON));
      }, () => {});
      await turn();
      wake();
      await turn();
      claimEqual(reads, 2);
      stop();
      await turn();
      claimEqual([reads, slept.every(({ aborted }) => aborted)], [2, true]);
    },
  },
];
