import { z } from "zod";
import { MetalName, PullState, Time } from "./parts.ts";

const Usd = z.number().positive().describe("US dollars per troy ounce");

export const PullClaimedAnswer = z.strictObject({
  status: z.literal("done"),
  claimed: z.literal(true),
  pull_id: z.int(),
  slot_at: Time,
  state: PullState,
  metals: z.partialRecord(MetalName, z.strictObject({ outcome: z.string(), reason: z.string().nullable() })),
  prices: z.array(z.strictObject({
    metal: MetalName,
    price: Usd,
    bid: Usd.nullable(),
    ask: Usd.nullable(),
    confidence: z.number().nullable(),
    quoted_at: Time.nullable(),
    fetched_at: Time,
    status: z.enum(["agreed", "single", "disputed"]),
    provider: z.string(),
  })),
  calls: z.int().min(0).describe("Calls made upstream, retries included"),
  skipped: z.array(z.strictObject({
    provider: z.string(),
    reason: z.string(),
    next_at: Time.nullable(),
  })),
});

export const PullNotClaimedAnswer = z.strictObject({
  status: z.enum(["already_done", "running"]),
  claimed: z.literal(false),
  reason: z.enum(["already_done", "running"]),
  pull_id: z.int(),
  slot_at: Time,
  state: PullState,
});

const count = z.int().min(0).optional();

export const BackfillAnswer = z.strictObject({
  status: z.enum(["done", "paused"]),
  state: z.enum(["done", "paused"]),
  reason: z.string().nullable().describe("Why it paused; the same request goes on from there"),
  chunks: z.array(z.strictObject({
    metal: MetalName.nullable(),
    from: z.iso.date(),
    to: z.iso.date(),
    outcome: z.string(),
    new: count,
    same: count,
    conflicting: count,
    refused: count,
    rates: count,
  })),
  left: z.int().min(0),
});
