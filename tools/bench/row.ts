/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly value: string;
  readonly baseline: string;
  /** As a share or multiple of the baseline. */
  readonly ratio: string;
  readonly goal: string;
  /** Null where there is no goal. */
  readonly isMet: boolean | null;
}

export function row(what: string, facts: Partial<Omit<Row, "what">> & { readonly value: string }): Row {
  return { what, baseline: "", ratio: "", goal: "", isMet: null, ...facts };
}

export function wholePercent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

export function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(milliseconds < 10 ? 2 : 0)} ms`;
}

export function perSecond(rate: number): string {
  return `${Math.round(rate).toLocaleString("en")}/s`;
}
