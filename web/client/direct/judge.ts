import type { Provider } from "../../../shared/providers/provider.ts";
import type { Metal } from "../../../shared/schemas/metal.ts";
import type { Quote } from "../../../shared/schemas/quote.ts";
import type { LastPrice, PendingQuote } from "../../../shared/validation/context.ts";
import { DEFAULT_THRESHOLDS } from "../../../shared/validation/thresholds.ts";
import { validateQuotes } from "../../../shared/validation/validate-quotes.ts";

/** The rules of the backend: what they reject is not shown here either, a jump waits for the next answer. */
export function createJudge(now: () => number): (quotes: readonly Quote[], provider: Provider) => Quote[] {
  const last: Partial<Record<Metal, LastPrice>> = {};
  let pending: readonly PendingQuote[] = [];

  return function judge(quotes, provider): Quote[] {
    const { family, kind, timeStopsAtClose, defaults } = provider;
    const facts = { family, kind, timeStopsAtClose, maximumAgeSeconds: defaults.maximumAgeSeconds };
    const verdicts = validateQuotes(quotes, {
      now: now(),
      last,
      references: {},
      pending,
      unchanged: [],
      witnesses: [],
      providers: { [provider.key]: facts },
      thresholds: DEFAULT_THRESHOLDS,
    });
    const accepted = verdicts.filter(({ verdict }) => verdict === "accepted").map(({ quote }) => quote);
    for (const { metal, price } of accepted) {
      last[metal] = { price, pricedAt: now(), isCorroborated: false };
    }
    pending = verdicts.flatMap(({ quote, doubtedSince }) =>
      doubtedSince === null ? [] : [{ ...quote, fetchedAt: now(), since: doubtedSince }]
    );
    return accepted;
  };
}
