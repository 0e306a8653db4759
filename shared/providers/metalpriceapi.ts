import * as z from "zod";
import type { ProviderFailure } from "../errors.ts";
import { type Metal, METAL_CODES, METALS } from "../schemas/metal.ts";
import type { QuotaTold, Quote } from "../schemas/quote.ts";
import type { Provider, Reading, UpstreamBody } from "./provider.ts";
import { reading } from "./reading/reading.ts";
import { daysOf } from "./reading/days.ts";
import { fromDate, fromUnixSeconds } from "./reading/instant.ts";
import { makeQuote, reciprocal } from "./reading/make-quote.ts";
import { DATE_RANGE, NO_PARAMETERS, ONE_DATE } from "./reading/parameters.ts";
import { readProviderBody } from "./reading/read-provider-body.ts";
import { failureOfStatus, refuseReading } from "./reading/refuse-reading.ts";
import { createSieve, orNothing, type Sieve } from "./reading/sieve.ts";

// https://metalpriceapi.com/documentation. One map holds both directions: `rates.XAU` is troy ounces per dollar and
// `rates.USDXAU` (base + symbol) dollars per troy ounce. Older answers have only the first.
const KEY = "metalpriceapi";
// The list parameter is `currencies`; an unknown `symbols` would be ignored in silence.
const CURRENCIES = METALS.map((metal) => METAL_CODES[metal]).join(",");
/** The two directions of one rate are rounded apart; beyond this their product says that one is not what it seems. */
const LARGEST_DISAGREEMENT = 0.01;

// Single values are read by the sieve: one that is odd costs itself.
const Rates = z.record(z.string(), z.unknown());
const Success = z.object({ success: z.literal(true), base: z.literal("USD") });
const Latest = Success.extend({ timestamp: z.unknown().optional(), rates: Rates });
const Timeframe = Success.extend({ rates: Rates });
const Count = z.number().int().nonnegative();
const Usage = z.object({
  success: z.literal(true),
  result: z.object({ used: Count, total: Count, remaining: Count }),
});

const Failure = z.object({
  success: z.literal(false),
  error: z.object({ statusCode: z.number().optional(), message: z.string().optional() }),
});
// 104 and 105 mean something else than at Metals-API.
const FAILURES: Readonly<Record<number, ProviderFailure>> = {
  101: "key_rejected",
  102: "key_rejected",
  103: "key_rejected",
  104: "rate_limited",
  105: "quota_spent",
  201: "bad_request",
  202: "bad_request",
  203: "bad_request",
  204: "bad_request",
  205: "bad_request",
  206: "bad_request",
  207: "bad_request",
  300: "no_data",
  404: "bad_request",
};

function refuseFailure({ status, json }: UpstreamBody): void {
  const failure = Failure.safeParse(json);
  if (failure.success) {
    const { statusCode: code, message: said } = failure.data.error;
    const known = code === undefined ? undefined : FAILURES[code];
    // Options outside the plan have no code of their own.
    const paid = /paid plan/i.test(said ?? "") ? "plan_lacks_operation" : undefined;
    refuseReading({
      provider: KEY,
      failure: known ?? paid ?? failureOfStatus(status),
      reason: `error ${code ?? "without a code"}`,
      said,
    });
  }
  if (status >= 300) {
    refuseReading({ provider: KEY, failure: failureOfStatus(status), reason: `HTTP status ${status}` });
  }
}

/** Where the values of one answer or of one of its days belong. */
interface At {
  /** Null where the answer has no time: then its quotes are undated. */
  readonly quotedAt: string | null;
  readonly sieve: Sieve;
  readonly day?: string;
}

function priceOf(
  rates: Readonly<Record<string, unknown>>,
  metal: Metal,
  { sieve, day = "" }: At,
): number | null {
  const code = METAL_CODES[metal];
  const direct = sieve.number(`${day} USD${code}`.trim(), rates[`USD${code}`]);
  const inverted = sieve.number(`${day} ${code}`.trim(), rates[code]);
  if (direct !== null && inverted !== null && direct !== 0 && inverted !== 0) {
    if (!(Math.abs(direct * inverted - 1) <= LARGEST_DISAGREEMENT)) {
      sieve.refuse(`${day} ${metal}`.trim(), "said in two directions that disagree");
      return null;
    }
  }
  return direct ?? reciprocal(inverted);
}

function quotesOf(rates: Readonly<Record<string, unknown>>, at: At): readonly Quote[] {
  const { quotedAt, sieve } = at;
  return METALS.flatMap((metal) =>
    makeQuote({ provider: KEY, metal, price: priceOf(rates, metal, at), quotedAt }, sieve)
  );
}

/** Unknown and unpaid codes are left out of `rates` without an error. */
function readingOf(quotes: readonly Quote[], sieve: Sieve): Reading {
  return reading({
    quotes: orNothing(quotes, { provider: KEY, sieve, missing: "precious metal" }),
    refused: sieve.refused,
  });
}

/** Header text as a whole number; anything else says nothing. */
function count(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

export const metalpriceapi: Provider = {
  key: KEY,
  name: "MetalpriceAPI",
  family: KEY,
  kind: "spot",
  metals: METALS,
  givesFx: false,
  givesReference: false,
  baseUrl: "https://api.metalpriceapi.com/v1",
  auth: { in: "header", name: "X-API-KEY" },
  keyVariable: "METALPRICEAPI_KEY",
  timeStopsAtClose: false,
  // Free: 100 calls a month, "daily" data; the cheapest paid plan has 1,000 calls and data of half an hour ago.
  dayOldPlan: { callsAMonth: 100 },
  defaults: {
    enabled: true,
    priority: 30,
    monthlyQuota: 100,
    minimumIntervalSeconds: 60,
    // The free plan's data is up to a day old and is therefore not a current price; the cheapest paid plan's
    // is 30 minutes old.
    maximumAgeSeconds: 3600,
  },

  series: { days: 365, oneMetal: false },
  operations: {
    latest: {
      parameters: NO_PARAMETERS,
      cost: 1,
      request: () => ({ path: "/latest", query: { base: "USD", currencies: CURRENCIES } }),
      parse(body): Reading {
        refuseFailure(body);
        const { rates, timestamp } = readProviderBody(Latest, body.json, { provider: KEY, thing: "latest" });
        const sieve = createSieve();
        const seconds = sieve.number("timestamp", timestamp);
        const quotedAt = seconds === null ? null : fromUnixSeconds(seconds, KEY);
        return readingOf(quotesOf(rates, { quotedAt, sieve }), sieve);
      },
    },

    historical: {
      parameters: ONE_DATE,
      cost: 1,
      request: (parameters) => ({
        path: `/${ONE_DATE.parse(parameters).date}`,
        query: { base: "USD", currencies: CURRENCIES },
      }),
      parse(body, parameters): Reading {
        refuseFailure(body);
        const { rates } = readProviderBody(Latest, body.json, { provider: KEY, thing: "historical" });
        const sieve = createSieve();
        const quotedAt = fromDate(ONE_DATE.parse(parameters).date, KEY);
        return readingOf(quotesOf(rates, { quotedAt, sieve }), sieve);
      },
    },

    timeseries: {
      parameters: DATE_RANGE,
      cost: 1,
      request: (parameters) => ({
        path: "/timeframe",
        query: { base: "USD", currencies: CURRENCIES, ...DATE_RANGE.parse(parameters) },
      }),
      parse(body): Reading {
        refuseFailure(body);
        const { rates } = readProviderBody(Timeframe, body.json, { provider: KEY, thing: "timeframe" });
        const sieve = createSieve();
        const quotes = daysOf(rates, sieve).flatMap(({ date, row }) =>
          quotesOf(row, { quotedAt: fromDate(date, KEY), sieve, day: date })
        );
        return readingOf(quotes, sieve);
      },
    },

    usage: {
      parameters: NO_PARAMETERS,
      cost: 0,
      request: () => ({ path: "/usage", query: {} }),
      parse(body): Reading {
        refuseFailure(body);
        const { total, used, remaining } =
          readProviderBody(Usage, body.json, { provider: KEY, thing: "usage" }).result;
        return reading({ quota: { total, used, remaining } });
      },
    },
  },

  pull: [{ operation: "latest", parameters: {} }],

  readQuotaHeaders(headers): QuotaTold | null {
    const used = count(headers.get("x-api-current"));
    const total = count(headers.get("x-api-quota"));
    if (used === null && total === null) return null;
    return { total, used, remaining: used === null || total === null ? null : Math.max(0, total - used) };
  },
};
