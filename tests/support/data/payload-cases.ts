import type { OperationName } from "../../../shared/providers/provider.ts";

/**
 * What each documented or recorded body in ../shared/data/payloads must be read as: `prices` by metal in USD per
 * troy ounce, the value of some currencies in USD, the allowance, or the word for the refusal. Bodies of endpoints
 * that no operation uses must be refused, not read as something else.
 */
export interface PayloadCase {
  readonly operation: OperationName;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly status?: number;
  readonly prices?: Readonly<Record<string, number>>;
  readonly quotedAt?: string | null;
  readonly fx?: Readonly<Record<string, number>>;
  readonly remaining?: number | null;
  readonly failure?: string;
}

const GOLD = { metal: "gold" };
const RANGE = { start_date: "2023-01-01", end_date: "2023-01-10" };

export const PAYLOAD_CASES: Readonly<Record<string, Readonly<Record<string, PayloadCase>>>> = {
  "metals-dev": {
    "latest.json": {
      operation: "latest",
      prices: { gold: 1923.86, silver: 22.905, platinum: 916.569, palladium: 1229.684 },
      quotedAt: "2023-07-05T06:16:02.829Z",
      fx: { AED: 0.27225333, EUR: 1.08798, GBP: 1.27026, INR: 0.012171, JPY: 0.0069102, VEB: 3.73874e-10 },
    },
    "metal-spot-gold.json": {
      operation: "spot",
      parameters: GOLD,
      prices: { gold: 1923.76 },
      quotedAt: "2023-07-05T07:10:01.933Z",
    },
    "metal-authority-lbma.json": { operation: "latest", failure: "bad_response" },
    "currencies-usd.json": {
      operation: "currencies",
      fx: { AED: 0.27225333, AUD: 0.66813, EUR: 1.08804, GBP: 1.27061 },
    },
    "timeseries.json": {
      operation: "timeseries",
      parameters: RANGE,
      prices: { gold: 1824.0852, silver: 23.969, platinum: 1065.9958, palladium: 1782.0547 },
      quotedAt: "2023-01-01T00:00:00.000Z",
    },
    "usage.json": { operation: "usage", remaining: 48010 },
    "usage-free-2024-11-07.json": { operation: "usage", remaining: 237 },
    "error-1101.json": { operation: "latest", status: 401, failure: "key_rejected" },
  },
  "metals-api": {
    "latest-base-usd-fiat.json": { operation: "latest", failure: "no_data" },
    "latest-base-usd.json": {
      operation: "latest",
      prices: { gold: 1844.686407, silver: 24.604217, platinum: 1026.097035, palladium: 1992.824234 },
      quotedAt: "2021-11-20T14:47:00.000Z",
    },
    "latest-base-xau-2022-01-12.json": { operation: "latest", failure: "bad_response" },
    "latest-bid-ask.json": {
      operation: "spot",
      parameters: GOLD,
      prices: { gold: 1980.7 },
      quotedAt: "2013-12-24T23:59:59.000Z",
    },
    "convert-2021-11-26.json": { operation: "latest", failure: "bad_response" },
    "historical-base-gbp.json": {
      operation: "historical",
      parameters: { date: "2013-12-24" },
      failure: "bad_response",
    },
    "timeseries-base-eur.json": {
      operation: "timeseries",
      parameters: { ...GOLD, ...RANGE },
      failure: "bad_response",
    },
    "open-high-low-close.json": { operation: "latest", failure: "bad_response" },
    "lowest-highest.json": { operation: "latest", failure: "no_data" },
    "symbols-flat.json": { operation: "latest", failure: "bad_response" },
    "symbols-objects.json": { operation: "latest", failure: "bad_response" },
    "error-101.json": { operation: "latest", failure: "key_rejected" },
  },
  metalpriceapi: {
    "latest.json": { operation: "latest", prices: { gold: 1856.906765 }, quotedAt: null },
    "latest-inverted-only-2023-10-01.json": {
      operation: "latest",
      prices: { gold: 1848.63386 },
      quotedAt: "2023-10-01T07:28:21.000Z",
    },
    "usage.json": { operation: "usage", remaining: 88 },
    "error-102.json": { operation: "latest", failure: "key_rejected" },
  },
  "gold-api": {
    "price-xau-2026-08-18.json": {
      operation: "latest",
      parameters: GOLD,
      prices: { gold: 4392 },
      quotedAt: "2026-08-18T13:29:35.000Z",
    },
    "price-xau-2026-02-25.json": {
      operation: "latest",
      parameters: GOLD,
      prices: { gold: 5215.6 },
      quotedAt: "2026-02-25T17:19:42.000Z",
    },
    "symbols.json": { operation: "latest", parameters: GOLD, failure: "bad_response" },
    "history-day-max.json": { operation: "latest", parameters: GOLD, failure: "bad_response" },
    "ohlc-xau.json": { operation: "latest", parameters: GOLD, failure: "bad_response" },
    "error-400-history-start.json": {
      operation: "latest",
      parameters: GOLD,
      status: 400,
      failure: "bad_request",
    },
  },
  "goldapi-io": {
    "price-xau-usd-legacy-2026-02-25.json": {
      operation: "latest",
      parameters: GOLD,
      prices: { gold: 5211.43 },
      quotedAt: "2026-02-25T17:37:19.000Z",
    },
    "price-xau-usd.json": {
      operation: "latest",
      parameters: GOLD,
      prices: { gold: 2391.72 },
      quotedAt: "2024-05-18T02:40:00.000Z",
    },
    "stat.json": { operation: "usage", remaining: null },
    "status.json": { operation: "latest", parameters: GOLD, failure: "bad_response" },
    "error-401.json": { operation: "latest", parameters: GOLD, status: 401, failure: "key_rejected" },
    "error-200-no-data.json": {
      operation: "historical",
      parameters: { ...GOLD, date: "2026-02-22" },
      failure: "no_data",
    },
  },
  swissquote: {
    "xau-usd-2026-08-18.json": {
      operation: "latest",
      parameters: GOLD,
      prices: { gold: 4389.38 },
      quotedAt: "2026-08-18T13:29:41.075Z",
    },
  },
};
