import type { ConsensusStatus } from "../consensus/outcome.ts";
import type { Fixing } from "../reference/fixing.ts";
import type { Metal } from "../schemas/metal.ts";
import type { AlertCondition, AlertSettings } from "./alert.ts";

/** What the alerts must know of a metal. */
export interface MetalWatch {
  readonly metal: Metal;
  /** Of this pull. */
  readonly status: ConsensusStatus;
  readonly price: number | null;
  readonly spreadBps: number | null;
  /** Of the pull before, null where it had none. */
  readonly previousSpreadBps: number | null;
  /** The daily reference that the price does not fit; null where it fits, and where none counts. */
  readonly missedReference: Fixing | null;
}

export interface AlertContext {
  readonly now: number;
  readonly settings: AlertSettings;
}

export function metalConditions(watch: MetalWatch, facts: AlertContext): readonly AlertCondition[] {
  return [spread(watch, facts), disputed(watch), referenceApart(watch)].filter((one) => one !== null);
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

function disputed({ metal, status, price, spreadBps }: MetalWatch): AlertCondition | null {
  if (status !== "disputed") return null;
  return {
    kind: "disputed",
    subject: metal,
    severity: price === null ? "critical" : "warning",
    details: { price, spread_bps: spreadBps, action: "Compare the sources of the price with a third one" },
  };
}

/** The cross-check of a family that is alone for long: central banks fix the metal at another level. */
function referenceApart({ metal, price, missedReference }: MetalWatch): AlertCondition | null {
  if (price === null || missedReference === null) return null;
  return {
    kind: "reference_apart",
    subject: metal,
    severity: "warning",
    details: {
      price,
      reference: missedReference.price,
      reference_date: missedReference.date,
      action:
        "Compare the price with another source; disable the provider that is wrong, or retract its prices",
    },
  };
}
