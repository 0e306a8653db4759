import * as z from "zod";
import { METAL_CODES, METALS } from "../schemas/metal.ts";
import type { Provider, Reading, UpstreamBody } from "./provider.ts";
import { reading } from "./reading/reading.ts";
import { fromIso } from "./reading/instant.ts";
import { makeQuote } from "./reading/make-quote.ts";
import { ONE_METAL } from "./reading/parameters.ts";
import { readProviderBody } from "./reading/read-provider-body.ts";
import { failureOfStatus, refuseReading } from "./reading/refuse-reading.ts";
import { createSieve, orNothing } from "./reading/sieve.ts";

// https://gold-api.com/llms.txt. Direct: US dollars per troy ounce, keyless, one metal a call. Prices carry float32
// artefacts (4141.799805), which are kept as said. Copper (HG) is per pound and is not asked for.
const KEY = "gold-api";

// Answers of February 2026 lack `currency`; later ones have it.
const Price = z.object({
  symbol: z.string(),
  price: z.unknown().optional(),
  currency: z.literal("USD").optional(),
  updatedAt: z.iso.datetime({ offset: true }),
});
const Failure = z.object({ error: z.string() });

function refuseFailure({ status, json }: UpstreamBody): void {
  const failure = Failure.safeParse(json);
  if (status < 300 && !failure.success) return;
  const said = failure.success ? failure.data.error : undefined;
  // A rejected key can only concern keyed routes: the prices go on.
  const meaning = status === 401 ? "plan_lacks_operation" : failureOfStatus(status);
  refuseReading({ provider: KEY, failure: meaning, reason: `HTTP status ${status}`, said });
}

export const goldApi: Provider = {
  key: KEY,
  name: "gold-api.com",
  family: KEY,
  kind: "spot",
  metals: METALS,
  givesFx: false,
  givesReference: false,
  baseUrl: "https://api.gold-api.com",
  auth: { in: "none" },
  keyVariable: null,
  // `updatedAt` is the time of the snapshot and goes on through weekends.
  timeStopsAtClose: false,
  dayOldPlan: null,
  defaults: {
    enabled: true,
    priority: 40,
    monthlyQuota: null,
    // Clients are asked to cache for 30 s; addresses that ask several times a second may be blocked.
    minimumIntervalSeconds: 60,
    maximumAgeSeconds: 1800,
  },

  operations: {
    latest: {
      parameters: ONE_METAL,
      cost: 1,
      request: (parameters) => ({
        path: `/price/${METAL_CODES[ONE_METAL.parse(parameters).metal]}`,
        query: {},
      }),
      parse(body, parameters): Reading {
        refuseFailure(body);
        const { metal } = ONE_METAL.parse(parameters);
        const { symbol, price, updatedAt } = readProviderBody(Price, body.json, {
          provider: KEY,
          thing: "price",
        });
        if (symbol !== METAL_CODES[metal]) {
          refuseReading({ provider: KEY, failure: "bad_response", reason: "it is about another symbol" });
        }
        const sieve = createSieve();
        const quotedAt = fromIso(updatedAt, KEY);
        const said = makeQuote({ provider: KEY, metal, price: sieve.number(metal, price), quotedAt }, sieve);
        const quotes = orNothing(said, { provider: KEY, sieve, missing: "price" });
        return reading({ quotes, refused: sieve.refused });
      },
    },
  },

  pull: METALS.map((metal) => ({ operation: "latest" as const, parameters: { metal } })),
};
