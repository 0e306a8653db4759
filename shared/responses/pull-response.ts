import { z } from "zod";
import { CorroborationSchema, MetalSchema, PullStateSchema, TimeSchema } from "./parts.ts";

const Usd = z.number().positive().describe("US dollars per troy ounce");

export const PullClaimedResponse = z.strictObject({
  status: z.literal("done"),
  claimed: z.literal(true),
  pull_id: z.int(),
  slot_at: TimeSchema,
  state: PullStateSchema,
  metals: z.partialRecord(
    MetalSchema,
    z.strictObject({ outcome: z.string(), reason: z.string().nullable() }),
  ),
  prices: z.array(z.strictObject({
    metal: MetalSchema,
    price: Usd,
    bid: Usd.nullable(),
    ask: Usd.nullable(),
    confidence: z.number().nullable(),
    quoted_at: TimeSchema.nullable(),
    fetched_at: TimeSchema,
    status: z.enum(["agreed", "single", "disputed"]),
    corroborated_by: CorroborationSchema,
    provider: z.string(),
  })),
  calls: z.int().min(0).describe("Calls made upstream, retries included"),
  skipped: z.array(z.strictObject({
    provider: z.string(),
    reason: z.string(),
    next_at: TimeSchema.nullable(),
  })),
  failures: z.array(z.string()).describe("What the database could not store; the state is failed then"),
});

export const PullNotClaimedResponse = z.strictObject({
  status: z.enum(["already_done", "running"]),
  claimed: z.literal(false),
  reason: z.enum(["already_done", "running"]),
  pull_id: z.int(),
  slot_at: TimeSchema,
  state: PullStateSchema,
});

const count = z.int().min(0).optional();

export const BackfillResponse = z.strictObject({
  status: z.enum(["done", "paused"]),
  state: z.enum(["done", "paused"]),
  reason: z.string().nullable().describe("Why it paused; the same request goes on from there"),
  chunks: z.array(z.strictObject({
    metal: MetalSchema.nullable(),
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
