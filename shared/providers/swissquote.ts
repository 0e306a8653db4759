import * as z from "zod";
import { METAL_CODES } from "../schemas/metal.ts";
import type { Provider, Reading, UpstreamBody } from "./provider.ts";
import { reading } from "./reading/reading.ts";
import { fromUnixMilliseconds } from "./reading/instant.ts";
import { makeQuote } from "./reading/make-quote.ts";
import { ONE_METAL } from "./reading/parameters.ts";
import { readProviderBody } from "./reading/read-provider-body.ts";
import { failureOfStatus, refuseReading } from "./reading/refuse-reading.ts";

// No documentation exists; the shape is from recorded answers. Direct: US dollars per troy ounce. One entry a
// trading platform, in no fixed order. The unit of bidSpread and askSpread is unknown, so they are not read.
const KEY = "swissquote";

// The profiles of one platform share their middle; the first of these that is present is taken.
const PROFILES = ["elite", "prime", "premium", "standard"] as const;

const Profile = z.object({ spreadProfile: z.string(), bid: z.number(), ask: z.number() });
const Platforms = z.array(z.object({ ts: z.number(), spreadProfilePrices: z.array(Profile) }));

function refuseFailure({ status, json }: UpstreamBody): void {
  // 404 is an unknown instrument, which is a mistake of ours.
  if (status >= 300) {
    refuseReading({ provider: KEY, failure: failureOfStatus(status), reason: `HTTP status ${status}` });
  }
  if (Array.isArray(json) && json.length === 0) {
    refuseReading({ provider: KEY, failure: "no_data", reason: "it lists no platform" });
  }
}

export const swissquote: Provider = {
  key: KEY,
  name: "Swissquote",
  family: KEY,
  kind: "spot",
  // Whether platinum and palladium are quoted is not known; they can be asked for, but no pull counts on them.
  metals: ["gold", "silver"],
  givesFx: false,
  baseUrl: "https://forex-data-feed.swissquote.com/public-quotes/bboquotes/instrument",
  auth: { in: "none" },
  keyVariable: null,
  timeStopsAtClose: true,
  defaults: {
    // Off: no permission to use or pass on the quotes is published.
    enabled: false,
    priority: 60,
    monthlyQuota: null,
    minimumIntervalSeconds: 60,
    maximumAgeSeconds: 1800,
  },

  operations: {
    latest: {
      parameters: ONE_METAL,
      cost: 1,
      request: (parameters) => ({
        path: `/${METAL_CODES[ONE_METAL.parse(parameters).metal]}/USD`,
        query: {},
      }),
      parse(body, parameters): Reading {
        refuseFailure(body);
        const platforms = readProviderBody(Platforms, body.json, { provider: KEY, thing: "quotes" });
        const newest = platforms.reduce((best, next) => (next.ts > best.ts ? next : best));
        const profile = PROFILES
          .map((name) => newest.spreadProfilePrices.find((price) => price.spreadProfile === name))
          .find((price) => price !== undefined);
        if (profile === undefined) {
          return refuseReading({
            provider: KEY,
            failure: "no_data",
            reason: "it lists no known spread profile",
          });
        }
        const { bid, ask } = profile;
        const { metal } = ONE_METAL.parse(parameters);
        const quotedAt = fromUnixMilliseconds(newest.ts, KEY);
        return reading({
          quotes: makeQuote({ provider: KEY, metal, price: (bid + ask) / 2, bid, ask, quotedAt }),
        });
      },
    },
  },

  pull: [
    { operation: "latest", parameters: { metal: "gold" } },
    { operation: "latest", parameters: { metal: "silver" } },
  ],
};
