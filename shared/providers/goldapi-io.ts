import * as z from "zod";
import type { ProviderFailure } from "../errors.ts";
import { type Metal, METAL_CODES, METALS } from "../schemas/metal.ts";
import type { Provider, Reading, UpstreamBody, UpstreamRequest } from "./provider.ts";
import { reading } from "./reading/reading.ts";
import { fromDate, fromUnixSeconds } from "./reading/instant.ts";
import { makeQuote } from "./reading/make-quote.ts";
import { METAL_AND_DATE, NO_PARAMETERS, ONE_METAL } from "./reading/parameters.ts";
import { readProviderBody } from "./reading/read-provider-body.ts";
import { failureOfStatus, refuseReading } from "./reading/refuse-reading.ts";
import { createSieve, orNothing, type Sieve } from "./reading/sieve.ts";

// https://www.goldapi.io, official OpenAPI. Direct: US dollars per troy ounce. The gram fields are conveniences and
// are not read. `price` can lie outside bid and ask.
const KEY = "goldapi-io";

const Price = z.object({
  timestamp: z.number(),
  // The start of the session: midnight UTC of its day, in every recorded answer.
  open_time: z.unknown().optional(),
  metal: z.string(),
  currency: z.literal("USD"),
  price: z.unknown().optional(),
  bid: z.unknown().optional(),
  ask: z.unknown().optional(),
});
const SESSION_SECONDS = 86_400;
const Stat = z.object({ requests_month: z.number().int().nonnegative() });
const Failure = z.object({
  error: z.string(),
  message: z.string().optional(),
  statusCode: z.number().optional(),
});

function meaning(status: number, said: string): ProviderFailure {
  // The legacy form of "no data for this date or pair" comes with HTTP 200; 503 is "no rate now".
  if (status < 300 || status === 404 || status === 503) return "no_data";
  if (status === 403) return "quota_spent";
  if (status === 429 && /quota|month/i.test(said)) return "quota_spent";
  return failureOfStatus(status);
}

function refuseFailure({ status, json }: UpstreamBody): void {
  const failure = Failure.safeParse(json);
  if (!failure.success) {
    if (status >= 300) {
      refuseReading({ provider: KEY, failure: meaning(status, ""), reason: `HTTP status ${status}` });
    }
    return;
  }
  const { error, message, statusCode } = failure.data;
  const said = [error, message].filter(Boolean).join(": ");
  const told = statusCode ?? status;
  refuseReading({ provider: KEY, failure: meaning(told, said), reason: `status ${told}`, said });
}

function readPrice(body: UpstreamBody, { metal, date }: { metal: Metal; date: string | null }): Reading {
  refuseFailure(body);
  const read = readProviderBody(Price, body.json, { provider: KEY, thing: "price" });
  if (read.metal !== METAL_CODES[metal]) {
    refuseReading({ provider: KEY, failure: "bad_response", reason: "it is about another metal" });
  }
  const sieve = createSieve();
  const price = sieve.number(metal, read.price);
  const bid = sieve.number(`${metal} bid`, read.bid);
  const ask = sieve.number(`${metal} ask`, read.ask);
  const quotedAt = date === null ? timeOf(read, sieve) : fromDate(date, KEY);
  const said = makeQuote({ provider: KEY, metal, price, bid, ask, quotedAt }, sieve);
  return reading({
    quotes: orNothing(said, { provider: KEY, sieve, missing: "price" }),
    refused: sieve.refused,
  });
}

/**
 * `timestamp` goes on while the price stands: on Saturdays and Sundays it is of now and `open_time` of Friday. A price
 * belongs to the session that it is said with, so it is not newer than the end of that session's day.
 */
function timeOf({ timestamp, open_time }: z.infer<typeof Price>, sieve: Sieve): string {
  const opened = sieve.number("open_time", open_time);
  const end = opened === null ? timestamp : opened + SESSION_SECONDS;
  return fromUnixSeconds(Math.min(timestamp, end), KEY);
}

export const goldapiIo: Provider = {
  key: KEY,
  name: "GoldAPI.io",
  family: KEY,
  kind: "spot",
  metals: METALS,
  givesFx: false,
  givesReference: false,
  baseUrl: "https://www.goldapi.io/api",
  auth: { in: "header", name: "x-access-token" },
  keyVariable: "GOLDAPI_KEY",
  // `timestamp` advances on weekends while the price is Friday's; see `timeOf`.
  timeStopsAtClose: false,
  dayOldPlan: null,
  defaults: {
    enabled: true,
    priority: 50,
    // Four metals are four calls: the free plan allows 25 pulls a month.
    monthlyQuota: 100,
    minimumIntervalSeconds: 60,
    maximumAgeSeconds: 1800,
  },

  operations: {
    latest: {
      parameters: ONE_METAL,
      cost: 1,
      request: (parameters) => ({
        path: `/price/${METAL_CODES[ONE_METAL.parse(parameters).metal]}/USD`,
        query: {},
      }),
      parse: (body, parameters) => readPrice(body, { metal: ONE_METAL.parse(parameters).metal, date: null }),
    },

    historical: {
      parameters: METAL_AND_DATE,
      cost: 1,
      request(parameters): UpstreamRequest {
        const { metal, date } = METAL_AND_DATE.parse(parameters);
        return { path: `/price/${METAL_CODES[metal]}/USD/${date}`, query: {} };
      },
      parse: (body, parameters) => readPrice(body, METAL_AND_DATE.parse(parameters)),
    },

    // Counts toward the quota, unlike the usage operations of the others.
    usage: {
      parameters: NO_PARAMETERS,
      cost: 1,
      request: () => ({ path: "/stat", query: {} }),
      parse(body): Reading {
        refuseFailure(body);
        const { requests_month: used } = readProviderBody(Stat, body.json, { provider: KEY, thing: "stat" });
        return reading({ quota: { total: null, used, remaining: null } });
      },
    },
  },

  pull: METALS.map((metal) => ({ operation: "latest" as const, parameters: { metal } })),
};
