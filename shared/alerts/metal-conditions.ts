import type { ConsensusStatus } from "../consensus/outcome.ts";
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
}

export interface AlertContext {
  readonly now: number;
  readonly settings: AlertSettings;
}

export function metalConditions(watch: MetalWatch, facts: AlertContext): readonly AlertCondition[] {
  return [spread(watch, facts), disputed(watch)].filter((one) => one !== null);
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
