import { marketAt } from "../market/market-at.ts";
import { METALS } from "../schemas/metal.ts";
import type { Unchanged } from "../validation/context.ts";
import type { FetchedQuote } from "./ask-providers.ts";
import type { LastValues, LedgerProvider } from "./claim.ts";

/** What validation may know of repetition: per provider and metal, for how many pulls the value has not changed. */
export function unchangedValues(ledger: readonly LedgerProvider[]): Unchanged[] {
  return ledger.flatMap(({ key, last_values }) =>
    METALS.flatMap((metal): Unchanged[] => {
      const value = last_values[metal];
      if (value === undefined) return [];
      return [{
        provider: key,
        metal,
        price: value.price,
        pulls: value.pulls,
        since: Date.parse(value.since),
      }];
    })
  );
}

/**
 * The values to keep for the next pull. Only pulls of open market count: while it is closed an unchanged value is
 * what one expects.
 */
export function nextLastValues(
  before: LastValues,
  quotes: readonly FetchedQuote[],
): LastValues {
  const next: LastValues = { ...before };
  for (const { metal, price, fetchedAt } of quotes) {
    const old = before[metal];
    const counts = marketAt(Date.parse(fetchedAt)).state === "open" ? 1 : 0;
    next[metal] = old !== undefined && old.price === price
      ? { ...old, pulls: old.pulls + counts }
      : { price, pulls: counts, since: fetchedAt };
  }
  return next;
}
