import assert from "node:assert/strict";
import { createRealtimeFeed, type PriceChannel } from "../../../web/client/realtime-feed.ts";

/** A channel on which the test speaks, and what was done with it. */
function fakeChannel(): { channel: PriceChannel; tell: () => void; log: string[] } {
  const log: string[] = [];
  let told = (): void => {};
  const channel: PriceChannel = {
    on(type, { event }, listener): PriceChannel {
      log.push(`on ${type} ${event}`);
      told = listener;
      return channel;
    },
    subscribe: () => log.push("subscribe"),
    unsubscribe: () => log.push("unsubscribe"),
  };
  return { channel, tell: () => told(), log };
}

Deno.test("createRealtimeFeed() asks at once when a pull is told, and closes its channel at the end", async () => {
  const { channel, tell, log } = fakeChannel();
  const naps: AbortSignal[] = [];
  const asleep = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const feed = createRealtimeFeed(() => channel, {
    random: () => 0,
    onWake: () => () => log.push("stopped listening"),
    sleep(_ms, signal): Promise<void> {
      assert.ok(signal);
      naps.push(signal);
      asleep[naps.length - 1]?.resolve();
      return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    },
  });
  let reads = 0;
  const stop = feed(() => {
    reads++;
    return Promise.resolve([]);
  }, () => {});
  await asleep[0]?.promise;
  assert.deepEqual([reads, log], [1, ["on broadcast prices", "subscribe"]]);

  tell();
  await asleep[1]?.promise;
  assert.equal(reads, 2, "the message ended the wait");

  stop();
  assert.deepEqual(log.slice(2), ["stopped listening", "unsubscribe"]);
});
