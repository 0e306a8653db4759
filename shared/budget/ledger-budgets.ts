import { createHash } from "node:crypto";
import { z } from "zod";
import type { Environment } from "../environment.ts";
import { PROVIDERS } from "../providers/registry.ts";
import type { Provider } from "../providers/provider.ts";
import { readBreaker } from "./breaker-record.ts";
import { type BudgetSettings, DEFAULT_BUDGET_SETTINGS } from "./budget-settings.ts";
import type { ProviderBudget } from "./provider-budget.ts";

/** What the database says of a provider; `spot.provider_ledger` and `read_config` both give it. */
export interface LedgerRow {
  readonly key: string;
  readonly enabled: boolean;
  readonly priority: number;
  readonly monthly_quota: number | null;
  readonly minimum_interval_seconds: number;
  readonly calls_this_month: number;
  readonly last_called_at: string | null;
  readonly last_success_at: string | null;
  readonly breaker: unknown;
  readonly quota: unknown;
}

/** A provider of the registry with its budget. */
export interface Budgeted {
  readonly provider: Provider;
  readonly budget: ProviderBudget;
}

const Told = z.object({
  total: z.number().nullable(),
  used: z.number().nullable(),
  remaining: z.number().nullable(),
  told_at: z.iso.datetime({ offset: true }),
});

/** Joins the ledger with the adapters; rows without an adapter (of a removed provider) are passed over. */
export function ledgerBudgets(rows: readonly LedgerRow[], environment: Environment): Budgeted[] {
  return rows.flatMap((row) => {
    const provider = PROVIDERS.find(({ key }) => key === row.key);
    return provider === undefined ? [] : [{ provider, budget: budgetOf(provider, row, environment) }];
  });
}

function budgetOf(provider: Provider, row: LedgerRow, environment: Environment): ProviderBudget {
  const key = provider.keyVariable === null ? null : environment.providerKey(provider.keyVariable);
  const told = Told.safeParse(row.quota);
  return {
    key: provider.key,
    family: provider.family,
    kind: provider.kind,
    enabled: row.enabled,
    hasKey: provider.keyVariable === null || key !== null,
    priority: row.priority,
    monthlyQuota: row.monthly_quota,
    callsPerPull: provider.pull.length,
    callsThisMonth: row.calls_this_month,
    quotaTold: told.success
      ? {
        total: told.data.total,
        used: told.data.used,
        remaining: told.data.remaining,
        toldAt: Date.parse(told.data.told_at),
      }
      : null,
    lastCalledAt: timeOf(row.last_called_at),
    lastSuccessAt: timeOf(row.last_success_at),
    minimumIntervalSeconds: row.minimum_interval_seconds,
    breaker: readBreaker(row.breaker),
    keyFingerprint: key === null ? null : fingerprint(key.reveal()),
  };
}

/** Tells whether a key was changed, and nothing else about it: 48 bits of a digest. */
function fingerprint(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 12);
}

function timeOf(time: string | null): number | null {
  return time === null ? null : Date.parse(time);
}

const OwnBudget = z.object({
  reserve_share: z.number().optional(),
  rich_cadence_seconds: z.number().optional(),
  families_wanted: z.number().optional(),
});

/** The planner's settings from the settings document. */
export function budgetSettingsOf(
  document: { readonly fetch_interval_seconds: number; readonly budget?: unknown },
): BudgetSettings {
  const own = OwnBudget.parse(document.budget ?? {});
  return {
    fetchIntervalSeconds: document.fetch_interval_seconds,
    reserveShare: own.reserve_share ?? DEFAULT_BUDGET_SETTINGS.reserveShare,
    richCadenceSeconds: own.rich_cadence_seconds ?? DEFAULT_BUDGET_SETTINGS.richCadenceSeconds,
    familiesWanted: own.families_wanted ?? DEFAULT_BUDGET_SETTINGS.familiesWanted,
  };
}
