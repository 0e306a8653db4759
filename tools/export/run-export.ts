import { z } from "zod";
import { METALS } from "../../shared/schemas/metal.ts";
import type { Store } from "../../shared/store/store.ts";

/** What can be exported, and the columns of its file. The first four of prices are what an import reads. */
export const EXPORTS = {
  prices: "ts,metal,price_usd_toz,provider,status,quoted_at,fetched_at,bid,ask,confidence,corroborated_by",
  bars: "metal,resolution,opened_at,open,high,low,close,price_count,first_at,last_at",
  fx: "currency,rate_date,usd_value,quoted_at,provider,is_reference",
  quotes: "fetched_at,quoted_at,provider,metal,price,bid,ask,verdict,reason,detail",
} as const;

export type ExportName = keyof typeof EXPORTS;

const Page = z.object({
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
  next: z.array(z.string()).nullable(),
});

const PAGE = 5000;

/** The file of a name as CSV (RFC 4180), portion by portion. One page is in memory at a time. */
export async function* exportCsv(
  name: ExportName,
  store: Pick<Store, "call">,
): AsyncGenerator<{ readonly text: string; readonly rows: number }> {
  yield { text: EXPORTS[name] + "\r\n", rows: 0 };
  const starts = name === "prices" ? METALS.map((metal) => [metal]) : [[]];
  for (const start of starts) {
    for (let after: readonly string[] | null = start; after !== null;) {
      const page: z.infer<typeof Page> = Page.parse(
        await store.call("export_page", { name, after, most: PAGE }),
      );
      const text = page.rows.map((row) => row.map(field).join(",") + "\r\n").join("");
      yield { text, rows: page.rows.length };
      after = page.rows.length < PAGE ? null : page.next;
    }
  }
}

function field(value: string | number | null): string {
  const text = value === null ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
