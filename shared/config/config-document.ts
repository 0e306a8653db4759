import { z } from "zod";
import { AppError } from "../errors.ts";

const Time = z.string();

/** A provider as `read_config` gives it. */
const ConfiguredProvider = z.looseObject({
  key: z.string(),
  name: z.string(),
  family: z.string(),
  kind: z.string(),
  enabled: z.boolean(),
  priority: z.int(),
  monthly_quota: z.int().nullable(),
  minimum_interval_seconds: z.int(),
  calls_this_month: z.int(),
  last_called_at: Time.nullable(),
  last_success_at: Time.nullable(),
  breaker: z.record(z.string(), z.unknown()).nullable().transform((breaker) => breaker ?? {}),
  quota: z.unknown(),
});

/** What `read_config` and `update_config` answer. Groups of settings that are not named here pass unread. */
const ConfigDocument = z.looseObject({
  version: z.int().positive(),
  updated_at: Time,
  updated_by: z.string(),
  settings: z.looseObject({
    fetch_interval_seconds: z.int(),
    rate_limit_per_minute: z.int(),
    proxy_access: z.enum(["secret", "publishable"]),
  }),
  providers: z.array(ConfiguredProvider),
});

export type ConfigDocument = z.infer<typeof ConfigDocument>;

/** @throws AppError STORE_REFUSED where the database speaks of a configuration that this code does not know */
export function readConfigDocument(json: unknown): ConfigDocument {
  const read = ConfigDocument.safeParse(json);
  if (read.success) return read.data;
  throw new AppError("STORE_REFUSED", "Cannot read the configuration: the database gave something else", {
    hint: "Database and functions may be of different versions: apply the migrations, deploy the functions",
    cause: read.error,
  });
}
