import * as z from "zod";
import { METAL_CODES } from "../schemas/metal.ts";
import type { Provider, Reading, UpstreamBody } from "./provider.ts";
import { reading } from "./reading/reading.ts";
import { fromUnixMilliseconds } from "./reading/instant.ts";
import { makeQuote } from "./reading/make-quote.ts";
import { ONE_METAL } from "./reading/parameters.ts";
import { readProviderBody } from "./reading/read-provider-body.ts";
import { failureOfStatus, refuseReading } from "./reading/refuse-reading.ts";
import { createSieve, type Sieve } from "./reading/sieve.ts";

// No documentation exists; the shape is from recorded answers. Direct: US dollars per troy ounce. One entry a
// trading platform, in no fixed order. The unit of bidSpread and askSpread is unknown, so they are not read.
const KEY = "swissquote";

// The profiles of one platform share their middle; the first of these that is present is taken.
const PROFILES = ["elite", "prime", "premium", "standard"] as const;

const Profile = z.object({ spreadProfile: z.enum(PROFILES), bid: z.number(), ask: z.number() });
const Platform = z.object({ ts: z.number(), spreadProfilePrices: z.array(z.unknown()) });
const Platforms = z.array(z.unknown()).min(1);

/** The platforms that can be read, the newest first. One that is odd is refused alone. */
function platformsOf(said: readonly unknown[], sieve: Sieve): readonly z.infer<typeof Platform>[] {
  const platforms = said.flatMap((entry, index) => {
    const read = Platform.safeParse(entry);
    if (!read.success) sieve.refuse(`platform ${index + 1}`, "not as documented");
    return read.success ? [read.data] : [];
  });
  return platforms.toSorted((a, b) => b.ts - a.ts);
}

/** The first of the known profiles that a platform has; unknown ones are passed over. */
function profileOf(
  { spreadProfilePrices }: z.infer<typeof Platform>,
  sieve: Sieve,
): z.infer<typeof Profile> | undefined {
  const known = spreadProfilePrices.flatMap((entry) => {
    const read = Profile.safeParse(entry);
    const odd = read.error?.issues.find(({ path }) => path[0] !== "spreadProfile");
    if (odd !== undefined) sieve.refuse("spread profile", "not as documented");
    return read.success ? [read.data] : [];
  });
  return known.toSorted((a, b) => PROFILES.indexOf(a.spreadProfile) - PROFILES.indexOf(b.spreadProfile))[0];
}

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
  givesReference: false,
  baseUrl: "https://forex-data-feed.swissquote.com/public-quotes/bboquotes/instrument",
  auth: { in: "none" },
  keyVariable: null,
  timeStopsAtClose: true,
  dayOldPlan: null,
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
        const said = readProviderBody(Platforms, body.json, { provider: KEY, thing: "quotes" });
        const sieve = createSieve();
        const [newest] = platformsOf(said, sieve);
        if (newest === undefined) {
          return refuseReading({
            provider: KEY,
            failure: "bad_response",
            reason: "no platform is as documented",
          });
        }
        const profile = profileOf(newest, sieve);
        if (profile === undefined) {
          const failure = sieve.refused.length === 0 ? "no_data" : "bad_response";
          return refuseReading({ provider: KEY, failure, reason: "it lists no known spread profile" });
        }
        const { bid, ask } = profile;
        const { metal } = ONE_METAL.parse(parameters);
        const quotedAt = fromUnixMilliseconds(newest.ts, KEY);
        const quotes = makeQuote(
          { provider: KEY, metal, price: (bid + ask) / 2, bid, ask, quotedAt },
          sieve,
        );
        return reading({ quotes, refused: sieve.refused });
      },
    },
  },

  pull: [
    { operation: "latest", parameters: { metal: "gold" } },
    { operation: "latest", parameters: { metal: "silver" } },
  ],
};
