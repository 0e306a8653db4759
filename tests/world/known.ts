/** What the product is known to do wrong, by the cause as a run prints it. A line goes when its item is done. */
export interface Known {
  readonly cause: RegExp;
  /** What is to be done about it. */
  readonly item: string;
}

export const KNOWN: readonly Known[] = [
  // About one world in a hundred; a leap after days without pulls among them.
  { cause: /^clean: (disputed|alert)/, item: "never wrong, 8" },
  { cause: /^live: /, item: "never waste, 2, 5 and 7" },
  { cause: /^isolated: /, item: "never waste, 2 and 3" },
  { cause: /^budget: /, item: "never waste, 1 to 5 and 7" },
];
