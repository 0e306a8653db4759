import type { Sql } from "postgres";
import { marketAt } from "../../shared/market/market-at.ts";
import type { Metal } from "../../shared/schemas/metal.ts";
import type { ExpectedRow } from "./expected-rows.ts";

/** What the database holds after a replay, held against the recording. */
export interface Verification {
  readonly rows: number;
  /** Good rows stored with the recording's price to the cent and its time. */
  readonly priced: number;
  /** Good rows of closed market: stored, but part of no bar. */
  readonly closed: number;
  /** Rows that are no prices and were published nowhere. */
  readonly refused: number;
  /** Quotes by the reason for which they were not taken. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Everything that is not as it should be, in words. */
  readonly mismatches: readonly string[];
}

interface StoredPrice {
  readonly metal: Metal;
  readonly priced_at: Date;
  readonly quoted_at: Date | null;
  readonly cents: string;
  readonly provider: string;
}

interface StoredQuote {
  readonly metal: Metal;
  readonly slot_at: Date;
  readonly verdict: string;
  readonly reason: string | null;
}

/** Looks up every row of the recording, and everything that is stored without being in it. */
export async function verify(rows: readonly ExpectedRow[], sql: Sql): Promise<Verification> {
  const stored = await sql<StoredPrice[]>`
    select metal, priced_at, quoted_at, round(price, 2)::text as cents, provider from spot.prices`;
  const quotes = await sql<StoredQuote[]>`
    select quotes.metal, pulls.slot_at, quotes.verdict, quotes.reason
    from spot.quotes join spot.pulls using (pull_id)
    where quotes.verdict <> 'accepted'`;
  const prices = new Map(stored.map((price) => [keyOf(price.metal, price.priced_at.getTime()), price]));
  const refusals = Map.groupBy(quotes, (quote) => keyOf(quote.metal, quote.slot_at.getTime()));
  const mismatches: string[] = [];
  let [priced, closed, refused] = [0, 0, 0];

  for (const row of rows) {
    const key = keyOf(row.metal, row.at);
    const price = prices.get(key);
    prices.delete(key);
    const wrong = row.isGood ? wrongWithPrice(row, price) : wrongWithGarbage(price, refusals.get(key) ?? []);
    if (wrong !== null) {
      mismatches.push(`${new Date(row.at).toISOString()} ${row.metal} ${row.price}: ${wrong}`);
    } else if (row.isGood) {
      priced++;
      if (marketAt(row.at).state === "closed") closed++;
    } else {
      refused++;
    }
  }
  for (const price of prices.values()) {
    mismatches.push(
      `${price.priced_at.toISOString()} ${price.metal} ${price.cents}: the recording has no such row`,
    );
  }
  const reasons: Record<string, number> = {};
  for (const { reason } of quotes) if (reason !== null) reasons[reason] = (reasons[reason] ?? 0) + 1;
  return { rows: rows.length, priced, closed, refused, reasons, mismatches };
}

function wrongWithPrice(row: ExpectedRow, price: StoredPrice | undefined): string | null {
  if (price === undefined) return "no price is stored";
  if (price.cents !== row.price.toFixed(2)) return `${price.cents} is stored`;
  if (price.quoted_at?.getTime() !== row.at) {
    return `its quote time is ${price.quoted_at?.toISOString() ?? "lost"}`;
  }
  return price.provider.endsWith("(replayed)") ? null : `it passes for "${price.provider}"`;
}

function wrongWithGarbage(price: StoredPrice | undefined, refusals: readonly StoredQuote[]): string | null {
  if (price !== undefined) return `${price.cents} was published`;
  return refusals.some(({ reason }) => reason !== null) ? null : "no refused quote with a reason is kept";
}

function keyOf(metal: Metal, at: number): string {
  return `${metal} ${at}`;
}
