import type { Metal } from "../schemas/metal.ts";

export const ALERT_KINDS = [
  "spread",
  "stale",
  "disputed",
  "provider_down",
  "quota_low",
  "quota_spent",
  "slot_missed",
] as const;

export type AlertKind = (typeof ALERT_KINDS)[number];

/** Something that an operator should know of, holding now. The database opens it once and closes it when it is over. */
export interface AlertCondition {
  readonly kind: AlertKind;
  /** The metal, the provider's key, or "schedule". */
  readonly subject: string;
  readonly severity: "warning" | "critical";
  /** The figures behind it and, as `action`, what to do. Times are RFC 3339 UTC. */
  readonly details: Readonly<Record<string, string | number | null>>;
}

export interface AlertSettings {
  /** Families apart by more than this, in two pulls in a row; twice as much is critical. */
  readonly spreadBps: Readonly<Record<Metal, number>>;
  /** Open-market age of a price; three times as much is critical. A slower plan stretches it. */
  readonly staleSeconds: number;
  /** Part of the month's quota under which it is low, if the month is not as far gone itself. */
  readonly quotaLowShare: number;
  /** Missed slots in a row; three times as many are critical. */
  readonly missedSlots: number;
}

export const DEFAULT_ALERT_SETTINGS: AlertSettings = {
  spreadBps: { gold: 50, silver: 75, platinum: 150, palladium: 150 },
  staleSeconds: 1_800,
  quotaLowShare: 0.2,
  missedSlots: 1,
};
