import { sleep } from "../../shared/sleep.ts";
import { onWake as onPlatformWake } from "./on-wake.ts";
import { createPolling, type Feed, type PollingOptions } from "./polling.ts";

/** What this needs of a channel of supabase-js: `supabase.channel("spot-prices")`. */
export interface PriceChannel {
  on(type: "broadcast", filter: { readonly event: string }, told: () => void): PriceChannel;
  subscribe(): unknown;
  unsubscribe(): unknown;
}

/**
 * Polling that is woken by Supabase Realtime: when the database tells that a pull has committed, prices are asked for at
 * once. Where no message comes (no Realtime, a lost connection) it is polling as ever, so nothing is missed.
 *
 *     createSpotClient({ url, key, feed: createRealtimeFeed(() => supabase.channel("spot-prices")) })
 *
 * @param openChannel called for each subscription, which closes its channel when it ends
 */
export function createRealtimeFeed(
  openChannel: () => PriceChannel,
  { sleep: rest = sleep, random = Math.random, onWake = onPlatformWake }: Partial<PollingOptions> = {},
): Feed {
  return createPolling({
    sleep: rest,
    random,
    onWake(wake): () => void {
      const stopListening = onWake(wake);
      const channel = openChannel().on("broadcast", { event: "prices" }, wake);
      channel.subscribe();
      return (): void => {
        stopListening();
        channel.unsubscribe();
      };
    },
  });
}
