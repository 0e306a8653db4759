/** Free currencies of large markets: none has moved by more on a usual day. The crises are let through otherwise. */
export const MAJORS: ReadonlySet<string> = new Set(
  "EUR GBP JPY CHF AUD CAD NZD SEK NOK DKK SGD HKD CNY".split(" "),
);

const MAJOR_BAND = 0.05;
const OTHER_BAND = 0.15;
const MOST_BANDS = 4;

/**
 * How far a currency may move in that many days, as a part of its value: 5 % a day for majors and 15 % for others,
 * growing with the square root of the days, four times that at most.
 */
export function bandOf(currency: string, days: number): number {
  const band = MAJORS.has(currency) ? MAJOR_BAND : OTHER_BAND;
  return band * Math.min(MOST_BANDS, Math.sqrt(Math.max(1, Math.abs(days))));
}

/** How far two values lie apart, as the larger over the smaller; 1 where they are equal. */
export function ratioOf(one: number, other: number): number {
  return Math.max(one / other, other / one);
}
