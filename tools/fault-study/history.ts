import { type Metal, METALS } from "../../shared/schemas/metal.ts";
import type { Quote } from "../../shared/schemas/quote.ts";
import type { LastPrice, PendingQuote, ValidationContext } from "../../shared/validation/context.ts";
import { bearsOut } from "../../shared/validation/jump.ts";
import { DEFAULT_THRESHOLDS } from "../../shared/validation/thresholds.ts";
import { validateQuotes } from "../../shared/validation/validate-quotes.ts";
import { readRecording } from "../../stack/upstream/read-recording.ts";

/** A row that was not accepted at once. */
export interface HistoryFinding {
  readonly date: string;
  readonly metal: Metal;
  readonly price: number;
  readonly reason: string;
  readonly detail: string;
  /** The price accepted before and the next row of the metal; null where there is none. */
  readonly before: number | null;
  readonly after: number | null;
  /** Quarantined rows: the next row confirms them, so the move was genuine. */
  readonly borneOut: boolean;
  /** The date of the next row of the metal that was accepted; null where there is none. */
  readonly acceptedAgain: string | null;
}

export interface HistoryReport {
  readonly rows: number;
  readonly accepted: number;
  readonly findings: readonly HistoryFinding[];
}

/**
 * Daily prices since 1968 through the validator, in order, as one provider that is asked once a day. Two settings differ
 * from those of live prices: the first price of 1968 is believed within the widest band, and a fix is old only after
 * weeks. How often a value was repeated is not judged: gold was 35.20 for a month because central banks held it there.
 */
export function validateHistory(csv: string): HistoryReport {
  const days = new Map<number, Quote[]>();
  for (const { at, metal, price } of readRecording(csv)) {
    const quotedAt = new Date(at).toISOString();
    days.set(at, [...days.get(at) ?? [], { provider: "fix", metal, price, bid: null, ask: null, quotedAt }]);
  }
  const last: Partial<Record<Metal, LastPrice>> = {};
  const pending: Partial<Record<Metal, PendingQuote>> = {};
  const findings: HistoryFinding[] = [];
  let rows = 0;
  for (const [at, quotes] of [...days].toSorted(([a], [b]) => a - b)) {
    rows += quotes.length;
    const context: ValidationContext = {
      now: at,
      last: { ...last },
      references: {},
      pending: METALS.flatMap((metal) => pending[metal] ?? []),
      unchanged: [],
      witnesses: [],
      providers: {
        fix: { family: "fix", kind: "spot", maximumAgeSeconds: 3_000_000, timeStopsAtClose: false },
      },
      thresholds: { ...DEFAULT_THRESHOLDS, firstBand: DEFAULT_THRESHOLDS.band },
    };
    for (const { quote, verdict, reason, detail } of validateQuotes(quotes, context)) {
      const { metal, price, quotedAt } = quote;
      const index = findings.findLastIndex((one) => one.metal === metal);
      const open = findings[index];
      const waiting = pending[metal];
      if (open?.after === null) {
        const borneOut = waiting !== undefined && bearsOut(quote, waiting, context);
        findings[index] = { ...open, after: price, borneOut };
      }
      delete pending[metal];
      const date = new Date(at).toISOString().slice(0, 10);
      if (verdict === "accepted") {
        last[metal] = { price, pricedAt: at, isCorroborated: true };
        if (open?.acceptedAgain === null) {
          findings[index] = { ...findings[index] ?? open, acceptedAgain: date };
        }
        continue;
      }
      findings.push({
        date,
        metal,
        price,
        reason: reason ?? "",
        detail: detail ?? "",
        before: context.last[metal]?.price ?? null,
        after: null,
        borneOut: false,
        acceptedAgain: null,
      });
      if (verdict === "quarantined") {
        pending[metal] = { provider: "fix", metal, price, quotedAt, fetchedAt: at, since: at };
      }
    }
  }
  return { rows, accepted: rows - findings.length, findings };
}
