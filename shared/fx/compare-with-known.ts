import { formatDay } from "../market/calendar-day.ts";
import { bandOf } from "./bands.ts";
import { type Candidate, fits, nearestYardstick, type Yardstick } from "./candidate.ts";
import { type FaultShape, faultShape } from "./fault-shape.ts";
import type { RateReason } from "./rate-facts.ts";
import { END_DAYS, FRESH_DAYS } from "./rate-age.ts";
import { isRoughly, roughFault, type RoughValue, roughValue } from "./rough-values.ts";

/** The table is of 2023 on. */
const FIRST_DAY_OF_TABLE = Date.UTC(2023, 0, 1) / 86_400_000;

/** Why a rate does not fit what is known. */
export interface Finding {
  readonly reason: RateReason;
  readonly fault: FaultShape | null;
  readonly detail: string | null;
  /** True where the same source on three days is enough. */
  readonly mayStandAlone: boolean;
  /** Day of the reference that speaks against it; null where none of the last days does. */
  readonly referenceDay: number | null;
}

export interface Known {
  readonly references: readonly Yardstick[];
  readonly lasts: readonly Yardstick[];
}

/** Null where the rate lies near what is known. */
export function compareWithKnown(candidate: Candidate, { references, lasts }: Known): Finding | null {
  const last = nearestYardstick(candidate.day, lasts);
  const reference = nearestYardstick(candidate.day, references);
  const rough = roughValue(candidate.currency, new Date(candidate.day * 86_400_000).getUTCFullYear());
  if (candidate.isReference) return compareReference(candidate, { yardstick: reference ?? last, rough });
  if (reference !== null && Math.abs(candidate.day - reference.day) <= FRESH_DAYS) {
    return compareWithReference(candidate, { reference, last });
  }
  if (last !== null) return compareWithLast(candidate, { last, rough });
  return compareWithRough(candidate, rough);
}

/** A reference may say a crisis; a fault only where the table bears it out (currencies that lose zeros). */
function compareReference(
  candidate: Candidate,
  { yardstick, rough }: { readonly yardstick: Yardstick | null; readonly rough: RoughValue | null },
): Finding | null {
  if (yardstick === null) {
    // History begins somewhere.
    const isOld = candidate.day < FIRST_DAY_OF_TABLE;
    const finding = isOld || rough === null ? null : compareWithRough(candidate, rough);
    return finding?.fault === undefined || finding.fault === null
      ? null
      : { ...finding, mayStandAlone: true };
  }
  if (fits(candidate, yardstick)) return null;
  const fault = faultAgainst(candidate, yardstick);
  if (fault === null || isBorneOut(candidate, fault, rough)) return null;
  return {
    reason: fault,
    fault,
    detail: against(candidate, yardstick),
    mayStandAlone: true,
    referenceDay: null,
  };
}

function compareWithReference(
  candidate: Candidate,
  { reference, last }: { readonly reference: Yardstick; readonly last: Yardstick | null },
): Finding | null {
  if (fits(candidate, reference)) return null;
  const fault = faultAgainst(candidate, reference);
  // A crisis that was confirmed since the reference goes on without being confirmed each time.
  const hasMoved = last !== null && last.day > reference.day && !fits({ ...candidate, ...last }, reference);
  if (hasMoved && fault === null && fits(candidate, last)) return null;
  return {
    reason: fault ?? "far_from_reference",
    fault,
    detail: against(candidate, reference),
    mayStandAlone: false,
    referenceDay: reference.day,
  };
}

function compareWithLast(
  candidate: Candidate,
  { last, rough }: { readonly last: Yardstick; readonly rough: RoughValue | null },
): Finding | null {
  if (fits(candidate, last)) return null;
  const fault = faultAgainst(candidate, last);
  const isPlausible = rough !== null && isRoughly(rough, candidate.value);
  // Of two values a fault apart, the table knows the right one.
  if (isPlausible && !isRoughly(rough, last.value)) return null;
  if (isPlausible && fault === null && Math.abs(candidate.day - last.day) > END_DAYS) return null;
  return {
    reason: fault ?? "jump",
    fault,
    detail: against(candidate, last),
    mayStandAlone: fault === null || isBorneOut(candidate, fault, rough),
    referenceDay: null,
  };
}

function compareWithRough(candidate: Candidate, rough: RoughValue | null): Finding | null {
  const finding = { detail: null, mayStandAlone: true, referenceDay: null };
  if (rough === null) return { ...finding, reason: "unknown_currency", fault: null };
  if (isRoughly(rough, candidate.value)) return null;
  const fault = roughFault(rough, candidate.value);
  return {
    ...finding,
    reason: fault ?? "far_from_rough",
    fault,
    detail: `${candidate.value} USD, about ${rough.usdValue} USD expected`,
    mayStandAlone: fault === null,
  };
}

function faultAgainst({ currency, value, day }: Candidate, yardstick: Yardstick): FaultShape | null {
  return faultShape(value, yardstick.value, 1 + bandOf(currency, day - yardstick.day));
}

/** The reciprocal of a currency near 1 is in the table as well; and of old times the table knows little. */
function isBorneOut({ value, day }: Candidate, fault: FaultShape, rough: RoughValue | null): boolean {
  return fault !== "reciprocal" && day >= FIRST_DAY_OF_TABLE && rough !== null && isRoughly(rough, value);
}

function against({ value }: Candidate, { value: other, provider, day }: Yardstick): string {
  return `${value} USD against ${other} USD of ${provider} on ${formatDay(day)}`;
}
