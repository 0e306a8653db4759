import * as z from "zod";
import type { ProviderFailure } from "../errors.ts";
import { METAL_CODES, METALS } from "../schemas/metal.ts";
import type { Quote } from "../schemas/quote.ts";
import type { Provider, Reading, UpstreamBody, UpstreamRequest } from "./provider.ts";
import { reading } from "./reading/reading.ts";
import { daysOf } from "./reading/days.ts";
import { fromDate, fromUnixSeconds } from "./reading/instant.ts";
import { makeQuote, reciprocal } from "./reading/make-quote.ts";
import { METAL_AND_DATE_RANGE, NO_PARAMETERS, ONE_DATE, ONE_METAL } from "./reading/parameters.ts";
import { readProviderBody } from "./reading/read-provider-body.ts";
import { failureOfStatus, refuseReading } from "./reading/refuse-reading.ts";
import { createSieve, orNothing, type Sieve } from "./reading/sieve.ts";

// https://metals-api.com/documentation, help articles 31–39. With base USD `rates.XAU` is troy ounces per dollar:
// "you will need to perform 1/value". Old payloads were direct under the same key, so a value that does not fit
// the metal's band is rejected by validation; it is never flipped here.
const KEY = "metals-api";
const SYMBOLS = METALS.map((metal) => METAL_CODES[metal]).join(",");

// Single values are read by the sieve: one that is odd costs itself.
const Rates = z.record(z.string(), z.unknown());
const Success = z.object({
  success: z.literal(true),
  base: z.literal("USD"),
  unit: z.literal("per ounce").optional(),
});
// `date` and `timestamp` can disagree by weeks; `timestamp` is the time of the prices.
const Latest = Success.extend({ timestamp: z.number(), rates: Rates });
const Historical = Success.extend({ date: z.iso.date(), rates: Rates });
const Timeseries = Success.extend({ rates: Rates });

const Failure = z.object({
  success: z.literal(false),
  error: z.object({ code: z.number().optional(), info: z.string().optional() }),
});
const FAILURES: Readonly<Record<number, ProviderFailure>> = {
  101: "key_rejected",
  102: "key_rejected",
  103: "bad_request",
  104: "quota_spent",
  105: "plan_lacks_operation",
  106: "no_data",
  201: "bad_request",
  202: "bad_request",
  301: "bad_request",
  302: "bad_request",
  403: "bad_request",
  404: "bad_request",
  501: "bad_request",
  502: "bad_request",
  503: "bad_request",
  504: "bad_request",
  505: "bad_request",
};

/** Failures arrive with HTTP 200; other statuses are not documented. */
function refuseFailure({ status, json }: UpstreamBody): void {
  const failure = Failure.safeParse(json);
  if (failure.success) {
    const { code, info: said } = failure.data.error;
    const known = code === undefined ? undefined : FAILURES[code];
    refuseReading({
      provider: KEY,
      failure: known ?? failureOfStatus(status),
      reason: `error ${code ?? "without a code"}`,
      said,
    });
  }
  if (status >= 300) {
    refuseReading({ provider: KEY, failure: failureOfStatus(status), reason: `HTTP status ${status}` });
  }
}

// Some answers were seen wrapped in { data }.
const Envelope = z.object({ data: z.looseObject({ rates: z.unknown() }) });

function opened(body: UpstreamBody): unknown {
  refuseFailure(body);
  const wrapped = Envelope.safeParse(body.json);
  if (!wrapped.success) return body.json;
  return { success: true, ...wrapped.data.data };
}

/** Where the values of one answer or of one of its days belong. */
interface At {
  readonly quotedAt: string;
  readonly sieve: Sieve;
  readonly day?: string;
}

function invertedQuotes(
  rates: Readonly<Record<string, unknown>>,
  { quotedAt, sieve, day = "" }: At,
): readonly Quote[] {
  return METALS.flatMap((metal) => {
    const rate = sieve.number(`${day} ${metal}`.trim(), rates[METAL_CODES[metal]]);
    return makeQuote({ provider: KEY, metal, price: reciprocal(rate), quotedAt }, sieve);
  });
}

function readingOf(quotes: readonly Quote[], sieve: Sieve): Reading {
  return reading({
    quotes: orNothing(quotes, { provider: KEY, sieve, missing: "precious metal" }),
    refused: sieve.refused,
  });
}

export const metalsApi: Provider = {
  key: KEY,
  name: "Metals-API",
  family: KEY,
  kind: "spot",
  metals: METALS,
  givesFx: false,
  givesReference: false,
  baseUrl: "https://metals-api.com/api",
  auth: { in: "query", name: "access_key" },
  keyVariable: "METALS_API_KEY",
  timeStopsAtClose: false,
  dayOldPlan: null,
  defaults: {
    enabled: true,
    priority: 20,
    // There is no free plan; this is the cheapest one, with data every ten minutes.
    monthlyQuota: 2500,
    minimumIntervalSeconds: 600,
    maximumAgeSeconds: 4500,
  },

  series: { days: 30, oneMetal: true },
  operations: {
    // One unknown symbol rejects the whole request, so only the four documented ones are asked.
    latest: {
      parameters: NO_PARAMETERS,
      cost: 1,
      request: () => ({ path: "/latest", query: { base: "USD", symbols: SYMBOLS } }),
      parse(body): Reading {
        const { rates, timestamp } = readProviderBody(Latest, opened(body), {
          provider: KEY,
          thing: "latest",
        });
        const sieve = createSieve();
        return readingOf(invertedQuotes(rates, { quotedAt: fromUnixSeconds(timestamp, KEY), sieve }), sieve);
      },
    },

    // Bid and ask (article 33). The direct keys USDXAU-BID and USDXAU-ASK come with the inverted ones; the price
    // is their middle, because the answer has no other.
    spot: {
      parameters: ONE_METAL,
      cost: 1,
      request(parameters): UpstreamRequest {
        const code = METAL_CODES[ONE_METAL.parse(parameters).metal];
        return { path: "/latest", query: { base: "USD", symbols: `${code}-BID,${code}-ASK` } };
      },
      parse(body, parameters): Reading {
        const { metal } = ONE_METAL.parse(parameters);
        const { rates, timestamp } = readProviderBody(Latest, opened(body), { provider: KEY, thing: "spot" });
        const sieve = createSieve();
        const said = (key: string): number | null => sieve.number(key, rates[key]);
        const side = (name: string): number | null =>
          said(`USD${METAL_CODES[metal]}-${name}`) ?? reciprocal(said(`${METAL_CODES[metal]}-${name}`));
        const [bid, ask] = [side("BID"), side("ASK")];
        const price = bid === null || ask === null ? null : (bid + ask) / 2;
        const quotedAt = fromUnixSeconds(timestamp, KEY);
        return readingOf(makeQuote({ provider: KEY, metal, price, bid, ask, quotedAt }, sieve), sieve);
      },
    },

    historical: {
      parameters: ONE_DATE,
      cost: 1,
      request: (parameters) => ({
        path: `/${ONE_DATE.parse(parameters).date}`,
        query: { base: "USD", symbols: SYMBOLS },
      }),
      parse(body): Reading {
        const { rates, date } = readProviderBody(Historical, opened(body), {
          provider: KEY,
          thing: "historical",
        });
        const sieve = createSieve();
        return readingOf(invertedQuotes(rates, { quotedAt: fromDate(date, KEY), sieve }), sieve);
      },
    },

    // One symbol a request, at most 30 days on the cheapest plan, and end_date cannot be today (article 35).
    timeseries: {
      parameters: METAL_AND_DATE_RANGE,
      cost: 1,
      request(parameters): UpstreamRequest {
        const { metal, start_date, end_date } = METAL_AND_DATE_RANGE.parse(parameters);
        return {
          path: "/timeseries",
          query: { base: "USD", symbols: METAL_CODES[metal], start_date, end_date },
        };
      },
      parse(body): Reading {
        const { rates } = readProviderBody(Timeseries, opened(body), { provider: KEY, thing: "timeseries" });
        const sieve = createSieve();
        const quotes = daysOf(rates, sieve).flatMap(({ date, row }) =>
          invertedQuotes(row, { quotedAt: fromDate(date, KEY), sieve, day: date })
        );
        return readingOf(quotes, sieve);
      },
    },
  },

  pull: [{ operation: "latest", parameters: {} }],
};
