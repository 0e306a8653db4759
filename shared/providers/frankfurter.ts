import * as z from "zod";
import type { FxRate } from "../schemas/quote.ts";
import type { Provider, Reading, UpstreamBody, UpstreamRequest } from "./provider.ts";
import { reading } from "./reading/reading.ts";
import { fromDate } from "./reading/instant.ts";
import { makeFxRate } from "./reading/make-fx-rate.ts";
import { reciprocal } from "./reading/make-quote.ts";
import { DATE_RANGE, NO_PARAMETERS, ONE_DATE } from "./reading/parameters.ts";
import { readProviderBody } from "./reading/read-provider-body.ts";
import { failureOfStatus, refuseReading } from "./reading/refuse-reading.ts";

// https://frankfurter.dev. Reference rates of central banks on working days, as units of the currency for one unit
// of the base: with base USD the value of a currency in dollars is 1 / rate. The host api.frankfurter.app is dead.
const KEY = "frankfurter";

const Rates = z.record(z.string(), z.number().nullish());
const Day = z.object({ base: z.literal("USD"), date: z.iso.date(), rates: Rates });
const Days = z.object({ base: z.literal("USD"), rates: z.record(z.iso.date(), Rates) });
const Failure = z.object({ message: z.string() });

function refuseFailure({ status, json }: UpstreamBody): void {
  if (status < 300) return;
  const failure = Failure.safeParse(json);
  const said = failure.success ? failure.data.message : undefined;
  refuseReading({ provider: KEY, failure: failureOfStatus(status), reason: `HTTP status ${status}`, said });
}

function ratesOf(rates: z.infer<typeof Rates>, date: string): readonly FxRate[] {
  const quotedAt = fromDate(date, KEY);
  return Object.entries(rates).flatMap(([currency, rate]) =>
    makeFxRate({ provider: KEY, currency, usdValue: reciprocal(rate), quotedAt })
  );
}

function orNoData(fx: readonly FxRate[]): readonly FxRate[] {
  if (fx.length === 0) refuseReading({ provider: KEY, failure: "no_data", reason: "it has no currency" });
  return fx;
}

export const frankfurter: Provider = {
  key: KEY,
  name: "Frankfurter",
  family: KEY,
  kind: "fx",
  metals: [],
  givesFx: true,
  baseUrl: "https://api.frankfurter.dev/v1",
  auth: { in: "none" },
  keyVariable: null,
  timeStopsAtClose: true,
  defaults: {
    enabled: true,
    priority: 90,
    monthlyQuota: null,
    // One set of rates a working day, published in the afternoon of Frankfurt: an hour late at most.
    minimumIntervalSeconds: 3600,
    // Rates of a Thursday before Easter are the current ones until the Tuesday after.
    maximumAgeSeconds: 6 * 86_400,
  },

  operations: {
    latest: {
      parameters: NO_PARAMETERS,
      cost: 1,
      request: () => ({ path: "/latest", query: { base: "USD" } }),
      parse(body): Reading {
        refuseFailure(body);
        const { rates, date } = readProviderBody(Day, body.json, { provider: KEY, thing: "rates" });
        return reading({ fx: orNoData(ratesOf(rates, date)) });
      },
    },

    historical: {
      parameters: ONE_DATE,
      cost: 1,
      request: (parameters) => ({ path: `/${ONE_DATE.parse(parameters).date}`, query: { base: "USD" } }),
      parse(body): Reading {
        refuseFailure(body);
        const { rates, date } = readProviderBody(Day, body.json, { provider: KEY, thing: "rates" });
        return reading({ fx: orNoData(ratesOf(rates, date)) });
      },
    },

    // Weekends are left out and an end in the future is clamped.
    timeseries: {
      parameters: DATE_RANGE,
      cost: 1,
      request(parameters): UpstreamRequest {
        const { start_date, end_date } = DATE_RANGE.parse(parameters);
        return { path: `/${start_date}..${end_date}`, query: { base: "USD" } };
      },
      parse(body): Reading {
        refuseFailure(body);
        const { rates } = readProviderBody(Days, body.json, { provider: KEY, thing: "rates" });
        return reading({ fx: orNoData(Object.entries(rates).flatMap(([date, row]) => ratesOf(row, date))) });
      },
    },
  },

  pull: [{ operation: "latest", parameters: {} }],
};
