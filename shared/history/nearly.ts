/**
 * How far the median of a file may be from what is known: 6 %. A fix and a spot price of one day differ by less; the
 * smallest fault of unit, the avoirdupois ounce, is 9 %.
 */
export const FITS = 0.06;

/** True where two positive numbers differ by no more than a share, whichever is the greater. */
export function nearly(value: number, other: number, share: number): boolean {
  return Math.abs(Math.log(value / other)) <= share;
}
