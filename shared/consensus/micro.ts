/**
 * Prices as whole micro-dollars. Six decimals are finer than any feed and sums of integers are exact, so that the
 * consensus does not depend on the order in which quotes arrive.
 */
export type Micro = number;

export function toMicro(price: number): Micro {
  return Math.round(price * 1e6);
}

export function fromMicro(micro: Micro): number {
  return micro / 1e6;
}

/** The true median; of an even count the mean of the two middle values, half a micro-dollar rounded up. */
export function median(values: readonly Micro[]): Micro {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? NaN;
  const lower = sorted[(sorted.length - 1) >> 1] ?? NaN;
  return Math.round((lower + upper) / 2);
}

/** So many basis points of a value. */
export function share(value: Micro, basisPoints: number): Micro {
  return Math.round(value * basisPoints / 10_000);
}

/** A distance in basis points of a value, to two decimals. */
export function inBasisPoints(distance: Micro, value: Micro): number {
  return Math.round(distance / value * 1_000_000) / 100;
}
