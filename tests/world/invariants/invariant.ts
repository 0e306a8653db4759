import type { Observation } from "../observe.ts";
import type { World } from "../world.ts";

export const INVARIANTS = ["safe", "says-so", "live", "isolated", "honest", "budget", "clean"] as const;
export type InvariantName = (typeof INVARIANTS)[number];

export interface Violation {
  readonly invariant: InvariantName;
  /** Metal, currency or provider. */
  readonly subject: string;
  /** The kind of thing that is wrong, the same for all of its kind. */
  readonly cause: string;
  /** With figures. */
  readonly detail: string;
}

/** Looks at a world after a step. */
export type Invariant = (seen: Observation, world: World) => readonly Violation[];
