import { z } from "zod";
import { WINDOWS } from "../read/read-parameters.ts";
import {
  CorroborationSchema,
  CurrencySchema,
  MetalSchema,
  PriceSchema,
  SourceSchema,
  StateSchema,
  TimeSchema,
  UnitSchema,
} from "./parts.ts";

const Rate = z.strictObject({
  usd_value: z.number().positive().describe("US dollars for one unit of the currency"),
  ts: TimeSchema,
  source: z.string(),
});

const Latest = z.strictObject({
  ts: TimeSchema.describe("The provider's own time of the price"),
  price: PriceSchema,
  ask: PriceSchema.nullable(),
  bid: PriceSchema.nullable(),
  provider: z.string().describe("The source, or consensus; says so where prices are simulated or replayed"),
  fetched_at: TimeSchema.nullable(),
  age_seconds: z.int().min(0).describe("When the answer was made"),
  state: StateSchema.nullable()
    .describe("Of the moment that was asked for; null where it was in the past and is not known"),
  state_reason: z.string().nullable().describe("Why it is not fresh"),
  corroborated_by: CorroborationSchema,
  market: z.enum(["open", "closed"]),
  thin: z.boolean().describe("Open, but the futures exchange has closed early"),
  confidence: z.number().nullable().describe("Half the width of the band around the price"),
  confidence_bps: z.number().nullable(),
  sources: z.array(SourceSchema),
  previous: z.looseObject({ price: z.number() }).nullable().describe("The price before a disputed one"),
});

const Point = z.strictObject({
  ts: TimeSchema,
  price: PriceSchema.describe("Close of the step"),
  open: PriceSchema,
  high: PriceSchema,
  low: PriceSchema,
  carried: z.boolean().describe("Nobody could trade in the step: the last price stands"),
});

export const PriceResponse = z.strictObject({
  metal: MetalSchema,
  currency: CurrencySchema,
  unit: UnitSchema,
  window: z.enum(WINDOWS),
  price: PriceSchema,
  latest: Latest,
  fx: Rate.extend({ points_without_rate: z.int().min(0) }).nullable(),
  as_of: z.strictObject({
    requested: z.string(),
    match: z.enum(["exact", "before"]),
    distance_seconds: z.int().min(0),
  }).nullable(),
  series: z.array(Point).describe("Oldest first; steps without a price are left out"),
  count: z.int().min(0),
  generated_at: TimeSchema,
  cached_at: TimeSchema.describe("The same as generated_at, under the name of older clients"),
  stale_after: TimeSchema.describe("Until when a new read would give the same"),
});

export const PriceListResponse = z.strictObject({
  prices: z.array(PriceResponse),
  missing: z.array(MetalSchema),
  generated_at: TimeSchema,
  stale_after: TimeSchema,
});

export const PricesAtResponse = z.strictObject({
  currency: CurrencySchema,
  unit: UnitSchema,
  prices: z.array(z.strictObject({
    metal: MetalSchema,
    at: z.string().describe("As it was asked for"),
    ts: TimeSchema.nullable(),
    price: PriceSchema.nullable(),
    match: z.enum(["exact", "before", "after"]).nullable(),
    distance_seconds: z.int().nullable(),
    provider: z.string().nullable(),
    fx: Rate.nullable(),
    reason: z.string().nullable().describe("Why there is no price"),
  })),
  count: z.int().min(0),
  missing: z.int().min(0),
  generated_at: TimeSchema,
  stale_after: TimeSchema,
});
