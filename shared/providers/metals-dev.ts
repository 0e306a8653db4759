import * as z from "zod";
import type { ProviderFailure } from "../errors.ts";
import { METALS } from "../schemas/metal.ts";
import type { FxRate, Quote } from "../schemas/quote.ts";
import type { Provider, Reading, UpstreamBody } from "./provider.ts";
import { reading } from "./reading/reading.ts";
import { fromDate, fromIso } from "./reading/instant.ts";
import { makeFxRate } from "./reading/make-fx-rate.ts";
import { makeQuote } from "./reading/make-quote.ts";
import { DATE_RANGE, NO_PARAMETERS, ONE_METAL } from "./reading/parameters.ts";
import { readProviderBody } from "./reading/read-provider-body.ts";
import { failureOfStatus, refuseReading } from "./reading/refuse-reading.ts";

// https://metals.dev/docs. Prices are direct: `currency` per `unit`. `currencies` holds the value of one unit of
// each currency in the base. Industrial metals are per tonne unless the echoed unit is "toz", so that is required.
const KEY = "metals-dev";

const Time = z.iso.datetime({ offset: true });
const Price = z.number().nullish();
const Metals = z.object({ gold: Price, silver: Price, platinum: Price, palladium: Price });
const Currencies = z.record(z.string(), Price);
const Success = z.object({ status: z.literal("success") });

const Latest = Success.extend({
  currency: z.literal("USD"),
  unit: z.literal("toz"),
  metals: Metals,
  currencies: Currencies.optional(),
  timestamps: z.object({ metal: Time, currency: Time.optional() }),
});
const Spot = Success.extend({
  timestamp: Time,
  currency: z.literal("USD"),
  unit: z.literal("toz"),
  metal: z.enum(METALS),
  rate: z.object({ price: z.number(), bid: Price, ask: Price }),
});
const Timeseries = Success.extend({
  currency: z.literal("USD"),
  unit: z.literal("toz"),
  rates: z.record(
    z.iso.date(),
    z.object({ metals: Metals.partial().optional(), currencies: Currencies.optional() }),
  ),
});
const CurrencyList = Success.extend({ base: z.literal("USD"), currencies: Currencies, timestamp: Time });
const Count = z.number().int().nonnegative();
const Usage = Success.extend({ total: Count, used: Count, remaining: Count });

const Failure = z.object({
  status: z.literal("failure"),
  error_code: z.number().optional(),
  error_message: z.string().optional(),
});
const FAILURES: Readonly<Record<number, ProviderFailure>> = {
  1101: "key_rejected",
  1201: "key_rejected",
  1202: "key_rejected",
  1203: "quota_spent",
  2101: "bad_request",
  2102: "bad_request",
  2103: "bad_request",
  2104: "bad_request",
  2105: "bad_request",
};

/** The success test is the body's `status`; which HTTP status comes with a failure is not documented. */
function refuseFailure({ status, json }: UpstreamBody): void {
  const failure = Failure.safeParse(json);
  if (failure.success) {
    const { error_code: code, error_message: said } = failure.data;
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

function quotesOf(metals: Partial<z.infer<typeof Metals>>, quotedAt: string): readonly Quote[] {
  return METALS.flatMap((metal) => makeQuote({ provider: KEY, metal, price: metals[metal], quotedAt }));
}

function ratesOf(currencies: z.infer<typeof Currencies>, quotedAt: string): readonly FxRate[] {
  return Object.entries(currencies).flatMap(([currency, usdValue]) =>
    makeFxRate({ provider: KEY, currency, usdValue, quotedAt })
  );
}

export const metalsDev: Provider = {
  key: KEY,
  name: "Metals.dev",
  family: KEY,
  kind: "spot",
  metals: METALS,
  givesFx: true,
  // Without /v1: the usage endpoint is not versioned.
  baseUrl: "https://api.metals.dev",
  auth: { in: "query", name: "api_key" },
  keyVariable: "METALS_DEV_API_KEY",
  // Documented as the time of collection, which goes on while the market is closed.
  timeStopsAtClose: false,
  defaults: {
    enabled: true,
    priority: 10,
    monthlyQuota: 100,
    minimumIntervalSeconds: 60,
    maximumAgeSeconds: 1800,
  },

  series: { days: 30, oneMetal: false },
  operations: {
    latest: {
      parameters: NO_PARAMETERS,
      cost: 1,
      request: () => ({ path: "/v1/latest", query: { currency: "USD", unit: "toz" } }),
      parse(body): Reading {
        refuseFailure(body);
        const { metals, currencies, timestamps } = readProviderBody(Latest, body.json, {
          provider: KEY,
          thing: "latest",
        });
        const quotes = quotesOf(metals, fromIso(timestamps.metal, KEY));
        if (quotes.length === 0) {
          refuseReading({ provider: KEY, failure: "no_data", reason: "it has no precious metal" });
        }
        const fx = ratesOf(currencies ?? {}, fromIso(timestamps.currency ?? timestamps.metal, KEY));
        return reading({ quotes, fx });
      },
    },

    spot: {
      parameters: ONE_METAL,
      cost: 1,
      request: (parameters) => ({
        path: "/v1/metal/spot",
        query: { metal: ONE_METAL.parse(parameters).metal, currency: "USD" },
      }),
      parse(body, parameters): Reading {
        refuseFailure(body);
        const { metal, rate, timestamp } = readProviderBody(Spot, body.json, {
          provider: KEY,
          thing: "spot",
        });
        if (metal !== ONE_METAL.parse(parameters).metal) {
          refuseReading({ provider: KEY, failure: "bad_response", reason: "it is about another metal" });
        }
        const { price, bid, ask } = rate;
        return reading({
          quotes: makeQuote({ provider: KEY, metal, price, bid, ask, quotedAt: fromIso(timestamp, KEY) }),
        });
      },
    },

    // One row a calendar day, weekends filled; at most 30 days; always USD per troy ounce.
    timeseries: {
      parameters: DATE_RANGE,
      cost: 1,
      request: (parameters) => ({ path: "/v1/timeseries", query: DATE_RANGE.parse(parameters) }),
      parse(body): Reading {
        refuseFailure(body);
        const { rates } = readProviderBody(Timeseries, body.json, { provider: KEY, thing: "timeseries" });
        const days = Object.entries(rates).map(([date, row]) => ({ ...row, quotedAt: fromDate(date, KEY) }));
        return reading({
          quotes: days.flatMap((day) => quotesOf(day.metals ?? {}, day.quotedAt)),
          fx: days.flatMap((day) => ratesOf(day.currencies ?? {}, day.quotedAt)),
        });
      },
    },

    currencies: {
      parameters: NO_PARAMETERS,
      cost: 1,
      request: () => ({ path: "/v1/currencies", query: { base: "USD" } }),
      parse(body): Reading {
        refuseFailure(body);
        const { currencies, timestamp } = readProviderBody(CurrencyList, body.json, {
          provider: KEY,
          thing: "currencies",
        });
        return reading({ fx: ratesOf(currencies, fromIso(timestamp, KEY)) });
      },
    },

    usage: {
      parameters: NO_PARAMETERS,
      cost: 0,
      request: () => ({ path: "/usage", query: {} }),
      parse(body): Reading {
        refuseFailure(body);
        const { total, used, remaining } = readProviderBody(Usage, body.json, {
          provider: KEY,
          thing: "usage",
        });
        return reading({ quota: { total, used, remaining } });
      },
    },
  },

  pull: [{ operation: "latest", parameters: {} }],
};
