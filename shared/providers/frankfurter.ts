import * as z from "zod";
import { type Metal, METAL_CODES, METALS } from "../schemas/metal.ts";
import type { FxRate, ReferencePrice } from "../schemas/quote.ts";
import type { Provider, Reading, UpstreamBody, UpstreamRequest } from "./provider.ts";
import { reading } from "./reading/reading.ts";
import { isDay } from "./reading/days.ts";
import { fromDate } from "./reading/instant.ts";
import { isCurrency, makeFxRate } from "./reading/make-fx-rate.ts";
import { makeReference } from "./reading/make-reference.ts";
import { reciprocal } from "./reading/make-quote.ts";
import { readProviderBody } from "./reading/read-provider-body.ts";
import { failureOfStatus, refuseReading } from "./reading/refuse-reading.ts";
import { createSieve, orNothing, type Sieve } from "./reading/sieve.ts";

// https://frankfurter.dev, v2: daily rates of some hundred central banks, blended; one row a pair, as units of `quote`
// for one unit of `base`. A row has a date of its own: the day of its newest observation, up to 14 days back over
// weekends and holidays, or tomorrow where a bank has published that already.
//
// Rates are rounded by size (between 0.0001 and 1 to five decimals), so an ounce of gold in dollars cannot be read from
// base USD: 0.00023 is anything from 4,255 to 4,444. Metals are therefore asked for in ounces of gold, where the dollar
// has two decimals and the other metals four or five digits.
const KEY = "frankfurter";
const BASES = ["USD", "XAU"] as const;
type Base = (typeof BASES)[number];
const METAL_QUOTES = `USD,${METALS.filter((m) => m !== "gold").map((m) => METAL_CODES[m]).join(",")}`;
/** About 60 bytes a row, some 160 rows a day: 60 days stay under the engine's limit and the service's deadline. */
const LONGEST_RANGE_DAYS = 60;
const DAY = 86_400_000;

const Rows = z.array(z.unknown());
const Row = z.object({
  date: z.string().refine(isDay),
  base: z.enum(BASES),
  quote: z.string().regex(/^[A-Z]{3}$/),
  rate: z.number().positive(),
});
type Row = z.infer<typeof Row>;
const Currency = z.object({ iso_code: z.string(), name: z.string() });
const Failure = z.object({ message: z.string() });

/** `USD` (the default) for currencies, `XAU` for the daily prices of metals. */
const BASE = { base: z.enum(BASES).optional() };
const LATEST = z.strictObject(BASE);
const ONE_DATE = z.strictObject({ ...BASE, date: z.iso.date() });
const RANGE = z.strictObject({ ...BASE, start_date: z.iso.date(), end_date: z.iso.date() })
  .refine(({ start_date, end_date }) => start_date <= end_date, {
    path: ["end_date"],
    message: "end_date may not be before start_date",
  })
  .refine(
    ({ start_date, end_date }) => Date.parse(end_date) - Date.parse(start_date) < LONGEST_RANGE_DAYS * DAY,
    {
      path: ["end_date"],
      message: `a range has at most ${LONGEST_RANGE_DAYS} days`,
    },
  );

function refuseFailure({ status, json }: UpstreamBody): void {
  if (status < 300) return;
  const failure = Failure.safeParse(json);
  const said = failure.success ? failure.data.message : undefined;
  refuseReading({ provider: KEY, failure: failureOfStatus(status), reason: `HTTP status ${status}`, said });
}

function request(base: Base = "USD", dates: Readonly<Record<string, string>> = {}): UpstreamRequest {
  const quotes = base === "XAU" ? { quotes: METAL_QUOTES } : {};
  return { path: "/rates", query: { base, ...quotes, ...dates } };
}

/** The rows of the asked base without its identity row (base = quote). A row that cannot be read is refused alone. */
function rowsOf(json: unknown, { base, sieve }: { base: Base; sieve: Sieve }): readonly Row[] {
  const said = readProviderBody(Rows, json, { provider: KEY, thing: "rates" });
  return said.flatMap((entry, index) => {
    const read = Row.safeParse(entry);
    if (read.success && read.data.base === base) return read.data.quote === base ? [] : [read.data];
    const named = z.object({ quote: Row.shape.quote }).safeParse(entry);
    const what = named.success ? named.data.quote : `row ${index + 1}`;
    const field = read.error?.issues[0]?.path[0] ?? "base";
    sieve.refuse(what, `without a usable ${String(field)}`);
    return [];
  });
}

function ratesOf(rows: readonly Row[], sieve: Sieve): readonly FxRate[] {
  return rows.filter(({ quote }) => isCurrency(quote)).flatMap(({ date, quote: currency, rate }) =>
    makeFxRate({ provider: KEY, currency, usdValue: reciprocal(rate), quotedAt: fromDate(date, KEY) }, sieve)
  );
}

/** Dollars for an ounce of each metal: those of an ounce of gold, divided by the ounces of the metal for that ounce. */
function referencesOf(rows: readonly Row[], sieve: Sieve): readonly ReferencePrice[] {
  const gold = rows.filter(({ quote }) => quote === "USD").toSorted((a, b) => (a.date < b.date ? -1 : 1));
  return rows.flatMap(({ date, quote, rate }) => {
    const metal = quote === "USD" ? "gold" : metalOf(quote);
    if (metal === undefined) return [];
    const dollars = quote === "USD" ? rate : (gold.findLast((row) => row.date <= date) ?? gold[0])?.rate;
    if (dollars === undefined) {
      sieve.refuse(metal, "said without the price of gold");
      return [];
    }
    return makeReference(
      { provider: KEY, metal, price: quote === "USD" ? rate : dollars / rate, date },
      sieve,
    );
  });
}

function metalOf(code: string): Metal | undefined {
  return METALS.find((metal) => METAL_CODES[metal] === code);
}

function read(body: UpstreamBody, base: Base = "USD"): Reading {
  refuseFailure(body);
  const sieve = createSieve();
  const rows = rowsOf(body.json, { base, sieve });
  const about = { provider: KEY, sieve };
  if (base === "USD") {
    const fx = orNothing(ratesOf(rows, sieve), { ...about, missing: "currency" });
    return reading({ fx, refused: sieve.refused });
  }
  const references = orNothing(referencesOf(rows, sieve), { ...about, missing: "metal" });
  return reading({ references, refused: sieve.refused });
}

export const frankfurter: Provider = {
  key: KEY,
  name: "Frankfurter",
  family: KEY,
  kind: "fx",
  metals: [],
  givesFx: true,
  givesReference: true,
  baseUrl: "https://api.frankfurter.dev/v2",
  auth: { in: "none" },
  keyVariable: null,
  timeStopsAtClose: true,
  dayOldPlan: null,
  defaults: {
    enabled: true,
    priority: 90,
    monthlyQuota: null,
    // Banks publish through the day; each pair has one rate a day. Asking costs nothing.
    minimumIntervalSeconds: 3600,
    // Rates of a Thursday before Easter are the current ones until the Tuesday after.
    maximumAgeSeconds: 6 * 86_400,
  },

  operations: {
    latest: {
      parameters: LATEST,
      cost: 1,
      request: (parameters) => request(LATEST.parse(parameters).base),
      parse: (body, parameters) => read(body, LATEST.parse(parameters).base),
    },

    // The newest rates at or before the date, each with the date of its own.
    historical: {
      parameters: ONE_DATE,
      cost: 1,
      request(parameters): UpstreamRequest {
        const { base, date } = ONE_DATE.parse(parameters);
        return request(base, { date });
      },
      parse: (body, parameters) => read(body, ONE_DATE.parse(parameters).base),
    },

    // Long ranges may end in HTTP 503 ("the request deadline expired"): a range has at most 60 days here.
    timeseries: {
      parameters: RANGE,
      cost: 1,
      request(parameters): UpstreamRequest {
        const { base, start_date: from, end_date: to } = RANGE.parse(parameters);
        return request(base, { from, to });
      },
      parse: (body, parameters) => read(body, RANGE.parse(parameters).base),
    },

    // Names and dates of coverage; it holds no rates.
    currencies: {
      parameters: z.strictObject({}),
      cost: 1,
      request: () => ({ path: "/currencies", query: {} }),
      parse(body): Reading {
        refuseFailure(body);
        const said = readProviderBody(Rows, body.json, { provider: KEY, thing: "currencies" });
        const sieve = createSieve();
        const known = said.filter((entry, index) => {
          const { success } = Currency.safeParse(entry);
          if (!success) sieve.refuse(`row ${index + 1}`, "not as documented");
          return success;
        });
        orNothing(known, { provider: KEY, sieve, missing: "currency" });
        return reading({ refused: sieve.refused });
      },
    },
  },

  // Currencies first: without them nothing can be shown in them, without the metals a check is missing.
  pull: [
    { operation: "latest", parameters: {} },
    { operation: "latest", parameters: { base: "XAU" } },
  ],
};
