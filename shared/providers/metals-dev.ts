import * as z from "zod";
import type { ProviderFailure } from "../errors.ts";
import { METALS } from "../schemas/metal.ts";
import type { FxRate, Quote } from "../schemas/quote.ts";
import type { Provider, Reading, UpstreamBody } from "./provider.ts";
import { reading } from "./reading/reading.ts";
import { daysOf } from "./reading/days.ts";
import { fromDate, fromIso } from "./reading/instant.ts";
import { isCurrency, makeFxRate } from "./reading/make-fx-rate.ts";
import { makeQuote } from "./reading/make-quote.ts";
import { DATE_RANGE, NO_PARAMETERS, ONE_METAL } from "./reading/parameters.ts";
import { readProviderBody } from "./reading/read-provider-body.ts";
import { failureOfStatus, refuseReading } from "./reading/refuse-reading.ts";
import { createSieve, orNothing, type Sieve } from "./reading/sieve.ts";

// https://metals.dev/docs. Prices are direct: `currency` per `unit`. `currencies` holds the value of one unit of
// each currency in the base. Industrial metals are per tonne unless the echoed unit is "toz", so that is required.
const KEY = "metals-dev";

const Time = z.iso.datetime({ offset: true });
// Single values are read by the sieve: one that is odd costs itself.
const Values = z.record(z.string(), z.unknown());
const Success = z.object({ status: z.literal("success") });

const Latest = Success.extend({
  currency: z.literal("USD"),
  unit: z.literal("toz"),
  metals: Values,
  currencies: z.unknown().optional(),
  timestamps: z.object({ metal: Time, currency: z.unknown().optional() }),
});
const Spot = Success.extend({
  timestamp: Time,
  currency: z.literal("USD"),
  unit: z.literal("toz"),
  metal: z.enum(METALS),
  rate: z.object({ price: z.unknown().optional(), bid: z.unknown().optional(), ask: z.unknown().optional() }),
});
const Timeseries = Success.extend({
  currency: z.literal("USD"),
  unit: z.literal("toz"),
  rates: Values,
});
const CurrencyList = Success.extend({ base: z.literal("USD"), currencies: Values, timestamp: Time });
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

/** The metals of an object; `day` names the row of a series. */
function quotesOf(
  metals: unknown,
  { quotedAt, sieve, day = "" }: { quotedAt: string; sieve: Sieve; day?: string },
): readonly Quote[] {
  const said = new Map(sieve.members(`${day} metals`.trim(), metals));
  return METALS.flatMap((metal) => {
    const price = sieve.number(`${day} ${metal}`.trim(), said.get(metal));
    return makeQuote({ provider: KEY, metal, price, quotedAt }, sieve);
  });
}

function ratesOf(
  currencies: unknown,
  { quotedAt, sieve, day = "" }: { quotedAt: string; sieve: Sieve; day?: string },
): readonly FxRate[] {
  return sieve.members(`${day} currencies`.trim(), currencies).flatMap(([currency, value]) => {
    if (!isCurrency(currency)) return [];
    const usdValue = sieve.number(`${day} ${currency}`.trim(), value);
    return makeFxRate({ provider: KEY, currency, usdValue, quotedAt }, sieve);
  });
}

/** The time of the currencies: their own, else that of the metals; null where it is said but cannot be read. */
function timeOfCurrencies({ metal, currency }: z.infer<typeof Latest>["timestamps"]): string | null {
  const read = Time.safeParse(currency ?? metal);
  return read.success ? fromIso(read.data, KEY) : null;
}

export const metalsDev: Provider = {
  key: KEY,
  name: "Metals.dev",
  family: KEY,
  kind: "spot",
  metals: METALS,
  givesFx: true,
  givesReference: false,
  // Without /v1: the usage endpoint is not versioned.
  baseUrl: "https://api.metals.dev",
  auth: { in: "query", name: "api_key" },
  keyVariable: "METALS_DEV_API_KEY",
  // Documented as the time of collection, which goes on while the market is closed.
  timeStopsAtClose: false,
  dayOldPlan: null,
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
        const sieve = createSieve();
        const said = quotesOf(metals, { quotedAt: fromIso(timestamps.metal, KEY), sieve });
        const quotes = orNothing(said, { provider: KEY, sieve, missing: "precious metal" });
        const ratesAt = timeOfCurrencies(timestamps);
        if (ratesAt === null) sieve.refuse("currencies", "without a readable time");
        const fx = ratesAt === null ? [] : ratesOf(currencies, { quotedAt: ratesAt, sieve });
        return reading({ quotes, fx, refused: sieve.refused });
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
        const sieve = createSieve();
        const price = sieve.number(metal, rate.price);
        const bid = sieve.number(`${metal} bid`, rate.bid);
        const ask = sieve.number(`${metal} ask`, rate.ask);
        const quotedAt = fromIso(timestamp, KEY);
        const said = makeQuote({ provider: KEY, metal, price, bid, ask, quotedAt }, sieve);
        const quotes = orNothing(said, { provider: KEY, sieve, missing: "price" });
        return reading({ quotes, refused: sieve.refused });
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
        const sieve = createSieve();
        const days = daysOf(rates, sieve).map(({ date, row }) => ({
          row,
          at: { quotedAt: fromDate(date, KEY), sieve, day: date },
        }));
        return reading({
          quotes: days.flatMap(({ row, at }) => quotesOf(row["metals"], at)),
          fx: days.flatMap(({ row, at }) => ratesOf(row["currencies"], at)),
          refused: sieve.refused,
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
        const sieve = createSieve();
        const fx = ratesOf(currencies, { quotedAt: fromIso(timestamp, KEY), sieve });
        return reading({ fx, refused: sieve.refused });
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
