import { z } from "zod";
import { between, whole } from "./range.ts";
import { strictObject } from "./strict-object.ts";
import { ValidationSettings } from "./validation-settings.ts";

const BudgetGroup = strictObject({
  reserve_share: between(0, 0.5).optional()
    .describe("Part of a monthly quota kept back for failover and retries (0.1)"),
  rich_cadence_seconds: whole(60, 86_400).optional()
    .describe("Providers that can be asked this often are asked together, slower ones take turns (900)"),
  families_wanted: whole(1, 6).optional().describe("Families asked in one pull at most (3)"),
});

const bps = between(1, 10_000).optional();
const AlertGroup = strictObject({
  spread_bps: strictObject({ gold: bps, silver: bps, platinum: bps, palladium: bps }).optional()
    .describe("Distance of two families, in two pulls in a row (50, 75, 150, 150)"),
  quota_low_share: between(0, 1).optional().describe(
    "Part of the quota under which it is low (0.2)",
  ),
});

/** The settings of the service with their allowed ranges; what they mean for operators is in docs/operations.md. */
export const Settings = strictObject({
  fetch_interval_seconds: whole(10, 86_400)
    .describe("Length of a slot: how often prices are pulled, in seconds"),
  rate_limit_per_minute: whole(0, 100_000)
    .describe(
      "Requests a minute that one client may make of calls that write or cost quota; 0 sets no limit",
    ),
  proxy_access: z.enum(["secret", "publishable"], { error: "Allowed: secret, publishable" })
    .describe("Who may use provider-proxy: the secret key and signed-in users, or the publishable key too"),
  quote_retention_days: whole(1, 3650).describe("How long quotes of providers are kept"),
  // A quota month has up to 31 days, and its calls must be countable to its end.
  call_retention_days: whole(32, 3650).describe("How long the ledger of provider calls is kept"),
  run_details_retention_days: whole(1, 365).describe("How long the log of the cron jobs is kept"),
  budget: BudgetGroup
    .describe("How calls are spread over the month; sent as a whole, {} restores the defaults"),
  alerts: AlertGroup
    .describe("When an alert is opened; sent as a whole, {} restores the defaults"),
  validation: ValidationSettings
    .describe("Thresholds that differ from the defaults; sent as a whole, {} restores the defaults"),
});

/** What an operator may change of a provider. */
export const ProviderSwitches = strictObject({
  enabled: z.boolean({ error: "true or false" }).describe("False: never called"),
  priority: whole(1, 1000).describe("Lower is asked first"),
  monthly_quota: whole(0, 100_000_000).nullable()
    .describe("Calls a calendar month (UTC) that the plan allows; null: no stated limit"),
  minimum_interval_seconds: whole(0, 2_678_400).describe("Shortest time between two calls"),
});

const SettingsPatch = notEmpty(Settings.partial());
const SwitchesPatch = notEmpty(ProviderSwitches.partial());

export interface ConfigPatch {
  readonly settings?: z.infer<typeof SettingsPatch> | undefined;
  readonly providers?: Readonly<Record<string, z.infer<typeof SwitchesPatch> | undefined>> | undefined;
}

/** The body of PATCH config; only what is named changes. Unknown names are refused with those that are allowed. */
export function configPatch(providerKeys: readonly string[]): z.ZodType<ConfigPatch> {
  const switches = SwitchesPatch.optional();
  const providers = strictObject(Object.fromEntries(providerKeys.map((key) => [key, switches])));
  return notEmpty(
    strictObject({
      settings: SettingsPatch.optional(),
      providers: notEmpty(providers).optional(),
    }),
  );
}

/** A change of nothing would make a new version for nothing. */
function notEmpty<T extends z.ZodObject>(schema: T): T {
  const allowed = Object.keys(schema.shape).join(", ");
  return schema.refine((value) => Object.keys(value).length > 0, {
    message: `Nothing to change is named. Name at least one of: ${allowed}`,
  });
}
