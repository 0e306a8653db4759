import { z } from "zod";
import { METALS } from "../schemas/metal.ts";

const Count = z.int().min(0);
/** Null where there was nothing to count yet. */
const Percent = z.number().nullable();

/** The views spot.freshness_levels and spot.pull_levels, over 24 hours, 7 days and 30 days. */
export const ServiceLevels = z.strictObject({
  freshness: z.array(z.strictObject({
    period: z.string(),
    metal: z.enum(METALS),
    open_minutes: Count.nullable(),
    fresh_minutes: Count.nullable(),
    fresh_percent: Percent,
  })),
  pulls: z.array(z.strictObject({
    period: z.string(),
    pulls: Count,
    succeeded: Count,
    partial: Count,
    failed: Count,
    abandoned: Count,
    skipped: Count,
    success_percent: Percent,
  })),
});
