import { ServiceLevels } from "../health/service-levels.ts";
import { z } from "zod";
import { CorroborationSchema, MetalSchema, PullStateSchema, StateSchema, TimeSchema } from "./parts.ts";

const Verdict = {
  status: z.enum(["ok", "degraded", "down"]),
  problems: z.array(z.strictObject({
    code: z.string(),
    severity: z.enum(["warning", "critical"]),
    subject: z.string(),
    message: z.string(),
    what_to_do: z.string(),
  })),
};

const Facts = {
  ...Verdict,
  now: TimeSchema,
  market: z.strictObject({ state: z.enum(["open", "closed"]), thin: z.boolean() }),
  fetch_interval_seconds: z.int().nullable(),
  pulled_slot_at: TimeSchema.nullable(),
  refreshed_at: TimeSchema.nullable(),
  metals: z.partialRecord(
    MetalSchema,
    z.strictObject({
      ts: TimeSchema,
      age_seconds: z.number(),
      state: StateSchema,
      state_reason: z.string().nullable(),
      corroborated_by: CorroborationSchema,
      provider: z.string(),
      explanation: z.string(),
    }),
  ),
};

/** Where the database cannot be reached there is nothing but the verdict. */
export const HealthVerdictResponse = z.strictObject(Verdict);
export const PublicHealthResponse = z.strictObject(Facts);

const Pull = z.strictObject({
  pull_id: z.int(),
  slot_at: TimeSchema,
  trigger: z.string(),
  origin: z.string(),
  state: PullStateSchema,
  started_at: TimeSchema,
  finished_at: TimeSchema.nullable(),
  duration_ms: z.number().nullable(),
  attempts: z.int(),
  metals: z.record(z.string(), z.unknown()),
  summary: z.record(z.string(), z.unknown()),
});

const Job = z.strictObject({
  name: z.string(),
  schedule: z.string(),
  active: z.boolean(),
  last_run_at: TimeSchema.nullable(),
  last_status: z.string().nullable(),
  last_message: z.string().nullable(),
});

const Provider = z.strictObject({
  key: z.string(),
  enabled: z.boolean(),
  priority: z.int(),
  monthly_quota: z.int().nullable(),
  minimum_interval_seconds: z.int(),
  calls_this_month: z.int(),
  last_called_at: TimeSchema.nullable(),
  last_success_at: TimeSchema.nullable(),
  breaker: z.record(z.string(), z.unknown()),
  key_state: z.string(),
  quota_total: z.number().nullable(),
  quota_left: z.number().nullable(),
  quota_told: z.record(z.string(), z.unknown()),
});

const Alert = z.strictObject({
  kind: z.string(),
  subject: z.string(),
  severity: z.enum(["warning", "critical"]),
  opened_at: TimeSchema,
  details: z.record(z.string(), z.unknown()),
});

export const FullHealthResponse = z.strictObject({
  ...Facts,
  database: z.strictObject({ version: z.string(), size_bytes: z.number(), latency_ms: z.number() }),
  caches: z.record(z.string(), z.unknown()),
  pulls: z.array(Pull),
  missed_slots_24h: z.int().min(0),
  jobs: z.array(Job),
  providers: z.array(Provider),
  alerts: z.array(Alert),
  service_levels: ServiceLevels.optional(),
});
