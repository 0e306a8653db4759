import type { FxRate } from "../schemas/quote.ts";
import { bandOf, ratioOf } from "./bands.ts";

/** A rate that is being judged. */
export interface Candidate {
  readonly rate: FxRate;
  readonly currency: string;
  /** US dollars for one unit. */
  readonly value: number;
  /** Day (UTC) that it was quoted on, in days since 1970-01-01. */
  readonly day: number;
  readonly isReference: boolean;
}

/** A value of a day that others are compared with. */
export interface Yardstick {
  readonly value: number;
  readonly day: number;
  readonly provider: string;
}

/** True where the candidate lies within the band that a currency may move in the days between. */
export function fits(
  { currency, value, day }: Candidate,
  other: { readonly value: number; readonly day: number },
): boolean {
  return ratioOf(value, other.value) - 1 <= bandOf(currency, day - other.day);
}

/** The yardstick of the nearest day; of one day, the newest. */
export function nearestYardstick(day: number, yardsticks: readonly Yardstick[]): Yardstick | null {
  let best: Yardstick | null = null;
  for (const one of yardsticks) {
    if (best === null || Math.abs(one.day - day) <= Math.abs(best.day - day)) best = one;
  }
  return best;
}
