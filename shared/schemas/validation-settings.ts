import { z } from "zod";
import { METALS } from "./metal.ts";
import { above0, between, whole } from "./range.ts";
import { strictObject } from "./strict-object.ts";

const price = above0(1_000_000);
const share = above0(1);

function perMetal<T extends z.ZodType>(
  each: T,
): z.ZodObject<{ [M in (typeof METALS)[number]]: z.ZodOptional<T> }, z.core.$strict> {
  const one = each.optional();
  return strictObject({ gold: one, silver: one, platinum: one, palladium: one });
}

function range(value: z.ZodNumber): z.ZodObject<{ low: z.ZodNumber; high: z.ZodNumber }, z.core.$strict> {
  return strictObject({ low: value, high: value })
    .refine(({ low, high }) => low < high, { message: "low must be below high" });
}

/**
 * Thresholds of the validation rules, where they shall differ from shared/validation/thresholds.ts. Prices are USD per
 * troy ounce, shares are fractions.
 */
export const ValidationSettings = strictObject({
  band: perMetal(range(price)).describe("Per metal the lowest and highest price that is ever believed"),
  first_band: perMetal(range(price)).describe("Per metal what is believed while there is no last price"),
  largest_ratio_to_last: between(1.5, 100)
    .describe("A price this many times the last one, or that part of it, is a fault and not a move"),
  last_counts_days: whole(1, 3650)
    .describe("After this many days without a price the last one proves nothing"),
  recognition_share: share
    .describe(
      "How near to the last price a reciprocal or a price per gram must fall to be called by that name",
    ),
  gold_ratio: strictObject({
    silver: range(above0(10_000)).optional(),
    platinum: range(above0(10_000)).optional(),
    palladium: range(above0(10_000)).optional(),
  }).describe("Per metal the believable price of gold over it"),
  reference_share: perMetal(share)
    .describe("Per metal how far the market and the daily reference of the day before may differ"),
  future_seconds: whole(0, 3600).describe("How far in the future a provider's time may lie"),
  bid_ask_share: share.describe("How far bid and ask may lie outside the price"),
  frozen_pulls: whole(1, 10_000)
    .describe("The least number of earlier pulls with this value in open market before it counts as frozen"),
  frozen_seconds: whole(60, 604_800).describe("The least time before a value counts as frozen"),
  jump: perMetal(strictObject({ in_an_hour: share, in_all: share }))
    .describe("Per metal the largest move that needs no confirmation"),
  floor_bps: perMetal(above0(5000))
    .describe("Per metal, in basis points, how far families may differ and still agree"),
  confirming_share: share.describe("A second look confirms a jump within this share of the jump limit"),
  pending_hours: above0(720)
    .describe("Hours of open market that a quarantined quote waits to be confirmed"),
  sole_jump_minutes: whole(0, 1440)
    .describe("Minutes of open market that one family must go on showing a jump where no other was asked"),
  sole_shape_hours: whole(0, 240)
    .describe("Hours of open market that a level with the shape of a known fault must last to be believed"),
}).partial();

export type ValidationSettings = z.infer<typeof ValidationSettings>;
