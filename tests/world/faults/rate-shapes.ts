/** What a provider says of a currency in place of its value in dollars; null leaves it out. */
export type RateShape = (currency: string, value: number) => number | null;

/** Wrong shapes of exchange rates by name. "dated 2126" is told by the time of the answer, not by a value. */
export const RATE_SHAPES: Readonly<Record<string, RateShape>> = {
  "reciprocal": (_, value) => 1 / value,
  "reciprocal of EUR": (currency, value) => currency === "EUR" ? 1 / value : value,
  "JPY per 100": (currency, value) => currency === "JPY" ? value * 100 : value,
  "HUF per 100": (currency, value) => currency === "HUF" ? value * 100 : value,
  "IDR per 1,000": (currency, value) => currency === "IDR" ? value * 1000 : value,
  "GBP +30 %": (currency, value) => currency === "GBP" ? value * 1.3 : value,
  "EUR left out": (currency, value) => currency === "EUR" ? null : value,
  "all left out": () => null,
  "dated 2126": (_, value) => value,
};
