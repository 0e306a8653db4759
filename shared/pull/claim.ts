import { z } from "zod";
import { StoredRatesByCurrency } from "../fx/stored-rates.ts";
import { METALS } from "../schemas/metal.ts";
import type { Origin } from "../schemas/origin.ts";
import { readResult } from "../store/read-result.ts";
import type { Store } from "../store/store.ts";

const Time = z.iso.datetime({ offset: true });
const Trust = z.object({
  families: z.array(z.string()).readonly(),
  witnesses: z.array(z.string()).readonly(),
  anchor: z.number().nullable().default(null),
  anchored_at: z.iso.datetime({ offset: true }).nullable().default(null),
});

/**
 * What a provider said last about one metal, and for how many pulls of open market it has said the same; the last value
 * that was accepted; and the one that only the past speaks against, with the time since when it is said.
 */
const LastValue = z.object({
  price: z.number(),
  pulls: z.int(),
  since: Time,
  accepted: z.object({ price: z.number(), seen_at: Time }).optional(),
  doubted: z.object({ price: z.number(), quoted_at: Time.nullable(), seen_at: Time, since: Time }).optional(),
});
export type LastValue = z.infer<typeof LastValue>;

const Metal = z.enum(METALS);

const LedgerProvider = z.object({
  key: z.string(),
  enabled: z.boolean(),
  priority: z.int(),
  monthly_quota: z.int().nullable(),
  minimum_interval_seconds: z.int(),
  calls_this_month: z.int(),
  last_called_at: Time.nullable(),
  last_success_at: Time.nullable(),
  breaker: z.record(z.string(), z.unknown()),
  last_values: z.partialRecord(Metal, LastValue),
  quota: z.record(z.string(), z.unknown()),
});
export type LastValues = z.infer<typeof LedgerProvider>["last_values"];
export type LedgerProvider = z.infer<typeof LedgerProvider>;

const LastPriceRow = z.object({
  price: z.number(),
  priced_at: Time,
  quoted_at: Time.nullable(),
  status: z.string(),
  provider: z.string(),
  trust: Trust.nullable(),
  spread_bps: z.number().nullable(),
  corroborated_by: z.enum(["families", "reference", "history"]).nullable().default(null),
  /** The newest price that families or the reference bore out, or that was imported. */
  last_corroborated: z.object({ price: z.number(), priced_at: Time }).nullable().default(null),
});
export type LastPriceRow = z.infer<typeof LastPriceRow>;

const Claimed = z.object({
  claimed: z.literal(true),
  pull_id: z.int(),
  lease_token: z.string(),
  slot_at: Time,
  now: Time,
  settings: z.looseObject({ fetch_interval_seconds: z.int() }),
  providers: z.array(LedgerProvider),
  last_prices: z.partialRecord(Metal, LastPriceRow),
  /** The newest daily reference of each metal. */
  references: z.partialRecord(Metal, z.object({ price: z.number(), date: z.iso.date() })).default({}),
  /** What is stored of each currency. */
  rates: StoredRatesByCurrency.default({}),
});
export type Claimed = z.infer<typeof Claimed>;

const NotClaimed = z.object({
  claimed: z.literal(false),
  reason: z.enum(["already_done", "running"]),
  pull_id: z.int(),
  slot_at: Time,
  state: z.string(),
});
export type NotClaimed = z.infer<typeof NotClaimed>;

export interface ClaimRequest {
  readonly trigger: "cron" | "manual" | "replay";
  readonly origin: Origin;
  /** Digest of who asks, for the limit; null where nobody is to be limited. */
  readonly client: string | null;
  readonly slot?: string;
  /** Only for a replay, which brings its own clock. */
  readonly now?: string;
  readonly environment?: Readonly<Record<string, number>>;
}

/** Takes the lease of a slot; a second caller gets `claimed: false` and must not call any provider. */
export async function claimPull(store: Store, request: ClaimRequest): Promise<Claimed | NotClaimed> {
  const result = await store.call("claim_pull", { request });
  return readResult(z.discriminatedUnion("claimed", [Claimed, NotClaimed]), result);
}
