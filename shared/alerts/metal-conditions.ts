import type { ConsensusStatus } from "../consensus/outcome.ts";
import { openMillisecondsBetween } from "../market/open-time.ts";
import type { Metal } from "../schemas/metal.ts";
import type { AlertCondition, AlertSettings } from "./alert.ts";

/** What the alerts must know of a metal. Times are epoch milliseconds. */
export interface MetalWatch {
  readonly metal: Metal;
  /** Of this pull. */
  readonly status: ConsensusStatus;
  readonly price: number | null;
  readonly spreadBps: number | null;
  /** Of the pull before, null where it had none. */
  readonly previousSpreadBps: number | null;
  /** When the price that is served now was formed from quotes; null while there is none. */
  readonly pricedAt: number | null;
  /** Seconds of open market in which the plan expects a newer price. */
  readonly expectedCadenceSeconds: number;
}

export interface AlertContext {
  readonly now: number;
  readonly settings: AlertSettings;
}

export function metalConditions(watch: MetalWatch, facts: AlertContext): readonly AlertCondition[] {
  return [spread(watch, facts), stale(watch, facts), disputed(watch)].filter((one) => one !== null);
}

/** In one pull a slow family is nothing; in two in a row it is worth a look. */
function spread(
  { metal, spreadBps, previousSpreadBps }: MetalWatch,
  { settings }: AlertContext,
): AlertCondition | null {
  const limit = settings.spreadBps[metal];
  const lasting = Math.min(spreadBps ?? 0, previousSpreadBps ?? 0);
  if (lasting <= limit) return null;
  return {
    kind: "spread",
    subject: metal,
    severity: lasting > 2 * limit ? "critical" : "warning",
    details: {
      spread_bps: spreadBps,
      previous_spread_bps: previousSpreadBps,
      limit_bps: limit,
      action: "Compare the sources of the price; disable the provider that is wrong",
    },
  };
}

function stale(
  { metal, pricedAt, expectedCadenceSeconds }: MetalWatch,
  { now, settings }: AlertContext,
): AlertCondition | null {
  const age = pricedAt === null ? null : Math.floor(openMillisecondsBetween(pricedAt, now) / 1000);
  // A plan of a call every two hours is not stale after half of one; a late pull is allowed half a cadence.
  const limit = Math.max(settings.staleSeconds, Math.ceil(expectedCadenceSeconds * 1.5));
  if (age !== null && age <= limit) return null;
  return {
    kind: "stale",
    subject: metal,
    severity: age === null || age > 3 * limit ? "critical" : "warning",
    details: {
      priced_at: pricedAt === null ? null : new Date(pricedAt).toISOString(),
      open_age_seconds: age,
      limit_seconds: limit,
      action: "Look at the last pulls and at the providers' quotas and breakers",
    },
  };
}

function disputed({ metal, status, price, spreadBps }: MetalWatch): AlertCondition | null {
  if (status !== "disputed") return null;
  return {
    kind: "disputed",
    subject: metal,
    severity: price === null ? "critical" : "warning",
    details: { price, spread_bps: spreadBps, action: "Compare the sources of the price with a third one" },
  };
}
