import type { FxRate } from "../schemas/quote.ts";
import { judgeCurrency } from "./judge-currency.ts";
import type { JudgedRates, RateFacts } from "./rate-facts.ts";

/**
 * Which rates can be believed. A rate must lie near something that is known: a reference of the last five days, else
 * the last accepted rate, else the table of rough values. What does not is a crisis or a fault, and comes through
 * when a reference says it, when two sources do, or when one says it on three days; a known fault only in the first
 * two ways, and never against a reference. References of a batch are looked at first. The order of rates is without
 * meaning.
 */
export function judgeRates(rates: readonly FxRate[], facts: RateFacts): JudgedRates {
  const byCurrency = Map.groupBy(rates, ({ currency }) => currency);
  const judged = [...byCurrency]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([currency, some]) => judgeCurrency(currency, some, facts));
  return {
    accepted: judged.flatMap(({ accepted }) => accepted),
    refused: judged.flatMap(({ refused }) => refused),
  };
}
