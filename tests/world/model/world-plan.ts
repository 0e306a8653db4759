import type { FaultKind } from "../faults/fault.ts";
import type { ProviderPlan } from "./provider-model.ts";
import type { ReferencePlan } from "./reference.ts";
import type { TruthPlan } from "./truth.ts";

/** What happens next in a world. */
export type Step =
  /** So many slots, each with a pull. */
  | { readonly do: "pull"; readonly slots: number }
  /** The machine is off. */
  | { readonly do: "leap"; readonly hours: number }
  /** On to shortly before the next close, or just after the next opening. */
  | { readonly do: "edge"; readonly which: "close" | "open" }
  | { readonly do: "begin"; readonly provider: number; readonly what: FaultKind }
  | { readonly do: "end"; readonly which: number }
  /** A pull that dies between claim and record. */
  | { readonly do: "kill" }
  /** A pull that records only when so many later ones have. */
  | { readonly do: "late"; readonly slots: number }
  | { readonly do: "interval"; readonly seconds: number }
  /** Daily fixes of so many days up to yesterday, or up to today. */
  | { readonly do: "import"; readonly days: number; readonly until: "yesterday" | "today" };

/** A whole world: nothing else decides what happens in a run. */
export interface WorldPlan {
  /** Epoch milliseconds. */
  readonly startsAt: number;
  readonly truth: TruthPlan;
  readonly intervalSeconds: number;
  readonly providers: readonly ProviderPlan[];
  readonly reference: ReferencePlan | null;
  /** Seconds by which the clock of the functions is ahead of that of the database. */
  readonly functionSkewSeconds: number;
  /** Nothing is wrong in it: then everything must be perfect. */
  readonly isClean: boolean;
  readonly steps: readonly Step[];
}
