import { z } from "zod";
import { StoredRatesByCurrency } from "../fx/stored-rates.ts";
import { METALS } from "../schemas/metal.ts";
import { readAnswer } from "../store/read-answer.ts";
import type { Store } from "../store/store.ts";

const Time = z.iso.datetime({ offset: true });
const Trust = z.object({
  families: z.array(z.string()),
  witnesses: z.array(z.string()),
  anchor: z.number().nullable().default(null),
});

/** What a provider said last about one metal, and for how many pulls of open market it has said the same. */
const LastValue = z.object({ price: z.number(), pulls: z.int(), since: Time });

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

const LastPrice = z.object({
  price: z.number(),
  priced_at: Time,
  quoted_at: Time.nullable(),
  status: z.string(),
  provider: z.string(),
  trust: Trust.nullable(),
  spread_bps: z.number().nullable(),
});
export type LastPrice = z.infer<typeof LastPrice>;

const Claimed = z.object({
  claimed: z.literal(true),
  pull_id: z.int(),
  lease_token: z.string(),
  slot_at: Time,
  now: Time,
  settings: z.looseObject({ fetch_interval_seconds: z.int() }),
  providers: z.array(LedgerProvider),
  last_prices: z.partialRecord(Metal, LastPrice),
  quarantined: z.array(z.object({
    provider: z.string(),
    metal: Metal,
    price: z.number(),
    quoted_at: Time.nullable(),
    fetched_at: Time,
  })),
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
  readonly origin: "live" | "simulated" | "replayed";
  /** Digest of who asks, for the limit; null where nobody is to be limited. */
  readonly client: string | null;
  readonly slot?: string;
  /** Only for a replay, which brings its own clock. */
  readonly now?: string;
  readonly environment?: Readonly<Record<string, number>>;
}

/** Takes the lease of a slot; whoever comes second gets `claimed: false` and must call nobody. */
export async function claimPull(store: Store, request: ClaimRequest): Promise<Claimed | NotClaimed> {
  const answer = await store.call("claim_pull", { request });
  return readAnswer(z.discriminatedUnion("claimed", [Claimed, NotClaimed]), answer);
}
