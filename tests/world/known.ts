/** What the product is known to do wrong, by the cause as a run prints it. A line goes when its item is done. */
export interface Known {
  readonly cause: RegExp;
  /** What is to be done about it. */
  readonly item: string;
}

export const KNOWN: readonly Known[] = [
  { cause: /^honest: a gap of open market before a closure/, item: "never wrong, 21" },
  { cause: /^honest: the feed shows a (disputed|stale) price/, item: "never wrong, 10" },
  { cause: /^honest: disputed, and never stale/, item: "never wrong, 9" },
  { cause: /^says-so: /, item: "never wrong, 5 and 8" },
  { cause: /^safe: a wrong exchange rate/, item: "never wrong, 1" },
  { cause: /^live: /, item: "never wrong, 7, 8 and 11; never waste, 1, 2 and 7" },
  { cause: /^isolated: /, item: "never wrong, 1, 2 and 13; never waste, 2 and 3" },
  { cause: /^budget: /, item: "never waste, 1 to 5 and 7" },
];
