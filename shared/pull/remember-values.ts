import { marketAt } from "../market/market-at.ts";
import { METALS } from "../schemas/metal.ts";
import type { Unchanged } from "../validation/context.ts";
import type { LastWord } from "../consensus/witnesses.ts";
import type { PendingQuote } from "../validation/context.ts";
import type { Verdict } from "../validation/verdict.ts";
import type { FetchedQuote } from "./ask-providers.ts";
import type { LastValue, LastValues, LedgerProvider } from "./claim.ts";

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

/** What each enabled provider said last and was believed; a provider that is switched off is heard no more. */
export function lastWords(ledger: readonly LedgerProvider[]): LastWord[] {
  return ledger.filter(({ enabled }) => enabled).flatMap(({ key, last_values }) =>
    METALS.flatMap((metal): LastWord[] => {
      const accepted = last_values[metal]?.accepted;
      if (accepted === undefined) return [];
      return [{ provider: key, metal, price: accepted.price, seenAt: Date.parse(accepted.seen_at) }];
    })
  );
}

/** What each provider said that only the past speaks against. */
export function pendingQuotes(ledger: readonly LedgerProvider[]): PendingQuote[] {
  return ledger.flatMap(({ key, last_values }) =>
    METALS.flatMap((metal): PendingQuote[] => {
      const doubted = last_values[metal]?.doubted;
      if (doubted === undefined) return [];
      return [{
        provider: key,
        metal,
        price: doubted.price,
        quotedAt: doubted.quoted_at,
        fetchedAt: Date.parse(doubted.seen_at),
        since: Date.parse(doubted.since),
      }];
    })
  );
}

/**
 * The values to keep for the next pull. Only pulls of lively market count: while it is closed, or thin after an early
 * close, an unchanged value is what one expects.
 */
export function nextLastValues(
  before: LastValues,
  verdicts: readonly Verdict<FetchedQuote>[],
): LastValues {
  const next: LastValues = { ...before };
  for (const { quote: { metal, price, quotedAt, fetchedAt }, verdict, doubtedSince } of verdicts) {
    const old = before[metal];
    const market = marketAt(Date.parse(fetchedAt));
    const counts = market.state === "open" && !market.thin ? 1 : 0;
    const value: LastValue = old !== undefined && old.price === price
      ? { ...old, pulls: old.pulls + counts }
      : { ...old, price, pulls: counts, since: fetchedAt };
    if (verdict === "accepted") {
      const { doubted: _, ...rest } = value;
      next[metal] = { ...rest, accepted: { price, seen_at: fetchedAt } };
    } else if (doubtedSince !== null) {
      const since = new Date(doubtedSince).toISOString();
      next[metal] = { ...value, doubted: { price, quoted_at: quotedAt, seen_at: fetchedAt, since } };
    } else next[metal] = value;
  }
  return next;
}
