import { type Metal, METALS } from "../schemas/metal.ts";
import type { Quote } from "../schemas/quote.ts";
import type { LastPrice, PendingQuote, ProviderTraits, ValidationContext } from "../validation/context.ts";
import { DEFAULT_THRESHOLDS, type Thresholds } from "../validation/thresholds.ts";
import { jumpOf } from "../validation/jump.ts";
import { validateQuotes } from "../validation/validate-quotes.ts";
import type { HistoryRow, RefusedRow } from "./history-row.ts";

/** What became of rows so far; a jump waits for the next row of its metal. */
export interface Judged {
  readonly accepted: readonly HistoryRow[];
  readonly refused: readonly RefusedRow[];
}

export interface HistoryJudge {
  /** Rows of one time. Times may go back where a new file begins; the metal's level is then forgotten. */
  judge(rows: readonly HistoryRow[]): Judged;
  /** What still waits has nothing to confirm it. */
  end(): Judged;
}

/**
 * The validation of live quotes, for prices of the past in their order: the same bands, the same limit of a jump, the
 * same confirmation by the next row, which may be days away. A confirmed jump is taken from its first row on.
 *
 * The level of today says nothing about 1968, so that until a metal has a last price only the widest band holds.
 */
const THRESHOLDS: Thresholds = {
  ...DEFAULT_THRESHOLDS,
  firstBand: DEFAULT_THRESHOLDS.band,
  pendingHours: 24 * DEFAULT_THRESHOLDS.lastCountsDays,
};
/**
 * A jump is also borne out where the next row, itself near the old level, keeps this part of it. Silver rose 36.6 % on
 * 1979-09-18 and kept 42 % of that the day after; the wrong 7.54 of 1983-02-05 was taken back but for 7 %.
 */
const KEPT_SHARE = 0.25;
const SOURCE = "history";
const FACTS: Readonly<Record<string, ProviderTraits>> = {
  [SOURCE]: { family: SOURCE, kind: "spot", maximumAgeSeconds: 0, timeStopsAtClose: true },
};

/** `now`, epoch milliseconds: no price may be younger. */
export function createHistoryJudge({ now }: { readonly now: number }): HistoryJudge {
  const last: Partial<Record<Metal, LastPrice>> = {};
  const held = new Map<Metal, HistoryRow>();

  function refuseHeld(metal: Metal): RefusedRow[] {
    const row = held.get(metal);
    held.delete(metal);
    return row === undefined ? [] : [unconfirmed(row, last[metal]?.price)];
  }

  return {
    judge(rows): Judged {
      const accepted: HistoryRow[] = [];
      const refused: RefusedRow[] = [];
      const [first] = rows;
      if (first === undefined) return { accepted, refused };
      for (const { metal, at } of rows) {
        if (at >= (held.get(metal)?.at ?? last[metal]?.pricedAt ?? -Infinity)) continue;
        refused.push(...refuseHeld(metal));
        delete last[metal];
      }
      const context = contextAt(first.at, { last, held });
      const verdicts = validateQuotes(rows.map(asQuote), context);
      for (const [index, { quote, verdict, reason, detail }] of verdicts.entries()) {
        const row = rows[index];
        if (row === undefined) continue;
        if (row.at > now) {
          refused.push({ place: row.place, reason: "time_in_future", detail: row.ts });
        } else if (verdict === "rejected" && !(reason === "swapped" && jumpOf(quote, context) === null)) {
          // "swapped" reckons with an hour; in a day two metals may well pass each other.
          refused.push({ place: row.place, reason: reason ?? verdict, detail: detail ?? "" });
        } else if (verdict === "quarantined") {
          refused.push(...refuseHeld(row.metal));
          held.set(row.metal, row);
        } else {
          // A detail on an accepted quote says what confirmed its jump.
          const before = held.get(row.metal);
          if (before !== undefined && (detail !== null || keeps(row, before, last[row.metal]))) {
            accepted.push(before);
          } else refused.push(...refuseHeld(row.metal));
          held.delete(row.metal);
          last[row.metal] = { price: row.price, pricedAt: row.at, isCorroborated: true };
          accepted.push(row);
        }
      }
      return { accepted, refused };
    },
    end: () => ({ accepted: [], refused: METALS.flatMap(refuseHeld) }),
  };
}

function asQuote({ metal, price, ts }: HistoryRow): Quote {
  return { provider: SOURCE, metal, price, bid: null, ask: null, quotedAt: ts };
}

function contextAt(
  now: number,
  { last, held }: { last: Partial<Record<Metal, LastPrice>>; held: ReadonlyMap<Metal, HistoryRow> },
): ValidationContext {
  const pending = [...held.values()].map((row): PendingQuote => ({
    provider: SOURCE,
    metal: row.metal,
    price: row.price,
    quotedAt: row.ts,
    fetchedAt: row.at,
    since: row.at,
  }));
  return {
    now,
    last,
    references: {},
    pending,
    unchanged: [],
    witnesses: [],
    providers: FACTS,
    thresholds: THRESHOLDS,
  };
}

function keeps(row: HistoryRow, jumped: HistoryRow, last: LastPrice | undefined): boolean {
  return last !== undefined && (row.price - last.price) / (jumped.price - last.price) >= KEPT_SHARE;
}

function unconfirmed(row: HistoryRow, last: number | undefined): RefusedRow {
  const against = last === undefined ? "" : ` against ${last}`;
  return { place: row.place, reason: "jump", detail: `${row.metal} ${row.price} on ${row.ts}${against}` };
}
