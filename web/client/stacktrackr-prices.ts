/** What the module gives to web apps: dist/client/stacktrackr-prices.js. Inside the project import the files themselves. */
export { createSpotClient, type SpotClientOptions } from "./create-spot-client.ts";
export { ageText } from "./age-text.ts";
export type { Health } from "./backend.ts";
export type { DirectOptions } from "./direct/direct-source.ts";
export type { Feed, Update } from "./polling.ts";
export { createRealtimeFeed, type PriceChannel } from "./realtime-feed.ts";
export type { MetalQuery, Mode, PriceQuery, SpotClient } from "./spot-client.ts";
export { SpotError, type SpotErrorCode } from "./spot-error.ts";
export {
  ageSeconds,
  type AsOf,
  type ConversionRate,
  type Interval,
  type Metal,
  type Origin,
  type PricePoint,
  type PriceSourceShare,
  type SpotPrice,
  type State,
  type Unit,
  type Window,
} from "./spot-price.ts";
