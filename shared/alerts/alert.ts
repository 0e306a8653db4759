import type { Metal } from "../schemas/metal.ts";

/** What a pull can see. Stale prices and missed slots are the watchdog's (SQL), which also runs when no pull does. */
export const ALERT_KINDS = [
  "spread",
  "disputed",
  "reference_apart",
  "provider_down",
  "quota_low",
  "quota_spent",
] as const;

export type AlertKind = (typeof ALERT_KINDS)[number];

/** Something that an operator should know of, holding now. The database opens it once and closes it when it is over. */
export interface AlertCondition {
  readonly kind: AlertKind;
  /** The metal or the provider's key. */
  readonly subject: string;
  readonly severity: "warning" | "critical";
  /** The figures behind it and, as `action`, what to do. Times are RFC 3339 UTC. */
  readonly details: Readonly<Record<string, string | number | null>>;
}

export interface AlertSettings {
  /** Families apart by more than this, in two pulls in a row; twice as much is critical. */
  readonly spreadBps: Readonly<Record<Metal, number>>;
  /** Part of the month's quota under which it is low, if the month is not as far gone itself. */
  readonly quotaLowShare: number;
}

export const DEFAULT_ALERT_SETTINGS: AlertSettings = {
  spreadBps: { gold: 50, silver: 75, platinum: 150, palladium: 150 },
  quotaLowShare: 0.2,
};
