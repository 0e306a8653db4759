import { z } from "zod";
import { FORMATS, INTERVALS, UNITS, WINDOWS } from "../read/read-parameters.ts";
import { METALS } from "../schemas/metal.ts";
import { MetalSchema, TimeSchema } from "./parts.ts";
import { ProviderSwitches, Settings } from "../schemas/settings.ts";

const Choices = {
  api_version: z.literal("1"),
  version: z.int().positive(),
  updated_at: TimeSchema,
  metals: z.array(z.strictObject({ metal: MetalSchema, code: z.string() })),
  units: z.array(z.enum(UNITS)),
  windows: z.array(z.enum(WINDOWS)),
  intervals: z.array(z.enum(INTERVALS)),
  formats: z.array(z.enum(FORMATS)),
};

export const PublicConfigResponse = z.strictObject({
  ...Choices,
  settings: z.strictObject({ fetch_interval_seconds: z.int() }),
  providers: z.array(z.strictObject({ key: z.string(), name: z.string(), enabled: z.boolean() })),
});

const PlannedMonth = z.strictObject({
  provider: z.string(),
  next_call_at: TimeSchema.nullable(),
  expected_cadence_seconds: z.number().nullable().describe("Seconds of open market between two pulls"),
  cost_of_month: z.number(),
  quota_left: z.number().nullable(),
});

export const FullConfigResponse = z.strictObject({
  ...Choices,
  updated_by: z.string(),
  settings: Settings.partial(),
  providers: z.array(
    ProviderSwitches.extend({
      key: z.string(),
      name: z.string(),
      family: z.string(),
      kind: z.string(),
      calls_this_month: z.int().min(0),
      last_called_at: TimeSchema.nullable(),
      last_success_at: TimeSchema.nullable(),
      breaker: z.record(z.string(), z.unknown()),
      quota: z.record(z.string(), z.unknown()).describe("What the provider told of it"),
      key_state: z.string(),
      key_variable: z.string().nullable(),
    }).strict(),
  ),
  plan: z.array(PlannedMonth),
  editable: z.strictObject({
    settings: z.record(z.string(), z.unknown()).describe("JSON Schema"),
    providers: z.record(z.string(), z.unknown()).describe("JSON Schema"),
  }),
});

export const RetractionResponse = z.strictObject({
  metal: z.enum(METALS),
  retracted: z.int().min(0).describe("How many prices were taken out, or would be"),
  dry_run: z.boolean(),
});
