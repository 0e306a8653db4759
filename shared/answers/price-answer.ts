import { z } from "zod";
import { WINDOWS } from "../read/read-parameters.ts";
import { Currency, MetalName, Price, Source, State, Time, Unit } from "./parts.ts";

const Rate = z.strictObject({
  usd_value: z.number().positive().describe("US dollars for one unit of the currency"),
  ts: Time,
  source: z.string(),
});

const Latest = z.strictObject({
  ts: Time.describe("The provider's own time of the price"),
  price: Price,
  ask: Price.nullable(),
  bid: Price.nullable(),
  provider: z.string().describe("The source, or consensus; says so where prices are simulated or replayed"),
  fetched_at: Time.nullable(),
  age_seconds: z.int().min(0).describe("When the answer was made"),
  state: State,
  state_reason: z.string().nullable(),
  market: z.enum(["open", "closed"]),
  thin: z.boolean().describe("Open, but the futures exchange has closed early"),
  confidence: z.number().nullable().describe("Half the width of the band around the price"),
  confidence_bps: z.number().nullable(),
  sources: z.array(Source),
  previous: z.looseObject({ price: z.number() }).nullable().describe("The price before a disputed one"),
});

const Point = z.strictObject({
  ts: Time,
  price: Price.describe("Close of the step"),
  open: Price,
  high: Price,
  low: Price,
  carried: z.boolean().describe("Nobody could trade in the step: the last price stands"),
});

export const PriceAnswer = z.strictObject({
  metal: MetalName,
  currency: Currency,
  unit: Unit,
  window: z.enum(WINDOWS),
  price: Price,
  latest: Latest,
  fx: Rate.extend({ points_without_rate: z.int().min(0) }).nullable(),
  as_of: z.strictObject({
    requested: z.string(),
    match: z.enum(["exact", "before"]),
    distance_seconds: z.int().min(0),
  }).nullable(),
  series: z.array(Point).describe("Oldest first; steps without a price are left out"),
  count: z.int().min(0),
  generated_at: Time,
  cached_at: Time.describe("The same as generated_at, under the name of older clients"),
  stale_after: Time.describe("Until when a new read would give the same"),
});

export const PriceListAnswer = z.strictObject({
  prices: z.array(PriceAnswer),
  missing: z.array(MetalName),
  generated_at: Time,
  stale_after: Time,
});

export const PricesAtAnswer = z.strictObject({
  currency: Currency,
  unit: Unit,
  prices: z.array(z.strictObject({
    metal: MetalName,
    at: z.string().describe("As it was asked for"),
    ts: Time.nullable(),
    price: Price.nullable(),
    match: z.enum(["exact", "before", "after"]).nullable(),
    distance_seconds: z.int().nullable(),
    provider: z.string().nullable(),
    fx: Rate.nullable(),
    reason: z.string().nullable().describe("Why there is no price"),
  })),
  count: z.int().min(0),
  missing: z.int().min(0),
  generated_at: Time,
  stale_after: Time,
});
