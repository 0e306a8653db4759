import { z } from "zod";
import { AppError } from "../errors.ts";
import { METALS } from "../schemas/metal.ts";
import { ServiceLevels } from "./service-levels.ts";

const Time = z.iso.datetime();

const MetalFacts = z.object({
  /** The quote's own time, else that of its slot. */
  ts: Time,
  age_seconds: z.number(),
  state: z.enum(["fresh", "carried", "stale", "disputed"]),
  /** Why the price is not fresh, in words. */
  state_reason: z.string().nullable(),
  /** What else bears the price out; null: one source, unconfirmed. */
  corroborated_by: z.enum(["families", "reference", "history"]).nullable(),
  provider: z.string(),
});

const PublicFacts = z.object({
  now: Time,
  market: z.object({ state: z.enum(["open", "closed"]), thin: z.boolean() }),
  /** Null while there is no price at all. */
  fetch_interval_seconds: z.int().nullable(),
  pulled_slot_at: Time.nullable(),
  refreshed_at: Time.nullable(),
  metals: z.partialRecord(z.enum(METALS), MetalFacts),
});

const JobFacts = z.object({
  name: z.string(),
  schedule: z.string(),
  active: z.boolean(),
  last_run_at: Time.nullable(),
  last_status: z.string().nullable(),
  last_message: z.string().nullable(),
});

/** A row of the ledger; `ledgerBudgets` reads its breaker and told quota. */
const ProviderFacts = z.looseObject({
  key: z.string(),
  enabled: z.boolean(),
  priority: z.int(),
  monthly_quota: z.int().nullable(),
  minimum_interval_seconds: z.int(),
  calls_this_month: z.int(),
  last_called_at: Time.nullable(),
  last_success_at: Time.nullable(),
  breaker: z.unknown(),
  quota: z.unknown(),
});

const AlertFacts = z.object({
  kind: z.string(),
  subject: z.string(),
  severity: z.enum(["warning", "critical"]),
  opened_at: Time,
  details: z.unknown(),
});

const OperatorFacts = PublicFacts.extend({
  database: z.object({ version: z.string(), size_bytes: z.number() }),
  pulls: z.array(z.looseObject({ slot_at: Time, state: z.string(), origin: z.string() })),
  missed_slots_24h: z.int(),
  jobs: z.array(JobFacts),
  providers: z.array(ProviderFacts),
  alerts: z.array(AlertFacts),
  service_levels: ServiceLevels.optional(),
});

export type PublicFacts = z.infer<typeof PublicFacts>;
export type OperatorFacts = z.infer<typeof OperatorFacts>;
export type MetalFacts = z.infer<typeof MetalFacts>;
export type JobFacts = z.infer<typeof JobFacts>;
export type ProviderFacts = z.infer<typeof ProviderFacts>;

/** What `read_health()` answers to anyone, as text. @throws AppError STORE_REFUSED for anything else */
export function readPublicFacts(text: string): PublicFacts {
  return readFacts(PublicFacts, text);
}

/** What `read_health(full)` answers to the service, as text. @throws AppError STORE_REFUSED for anything else */
export function readOperatorFacts(text: string): OperatorFacts {
  return readFacts(OperatorFacts, text);
}

function readFacts<T>(schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw unreadable(cause);
  }
}

/** The database answered, but not with what this version of the functions understands. */
export function unreadable(cause: unknown): AppError {
  return new AppError("STORE_REFUSED", "Cannot read the facts of health: the database gave something else", {
    hint: "Database and functions may be of different versions: apply the migrations, deploy the functions",
    cause,
  });
}
