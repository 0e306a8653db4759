import { ratioOf } from "./bands.ts";

/** Faults that feeds are known for: the value upside down, or per 10, 100, 1,000 … units without saying so. */
export type FaultShape = "reciprocal" | `factor_${number}`;

const LARGEST_POWER = 6;

/**
 * The fault that would make `value` out of `expected`, or null; for a value that does not fit as it is. `within` is how close (larger over smaller) the value
 * must lie to what the fault would give. Where a currency is near 0.1 or 10, upside down looks like a factor of 100:
 * the closer one is named.
 */
export function faultShape(value: number, expected: number, within: number): FaultShape | null {
  const power = Math.round(Math.log10(value / expected));
  const byFactor = power === 0 || Math.abs(power) > LARGEST_POWER
    ? Infinity
    : ratioOf(value, expected * 10 ** power);
  const byReciprocal = ratioOf(value, 1 / expected);
  if (Math.min(byFactor, byReciprocal) > within) return null;
  return byReciprocal <= byFactor ? "reciprocal" : `factor_${10 ** Math.abs(power)}`;
}
