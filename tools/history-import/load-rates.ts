import { z } from "zod";
import type { Store } from "../../shared/store/store.ts";
import { readResult } from "../../shared/store/read-result.ts";
import { StackError } from "../../stack/stack-error.ts";

const Page = z.object({
  rows: z.array(z.tuple([z.string(), z.iso.date(), z.coerce.number()], z.unknown())),
});
const DAY_MS = 86_400_000;
/** Fifty years of days. */
const MOST = 20_000;

/** The stored rates of a currency by day (days since 1970-01-01), US dollars for one unit. */
export async function loadRates(currency: string, store: Pick<Store, "call">): Promise<Map<number, number>> {
  const answer = await store.call("export_page", { name: "fx", after: [currency, "0001-01-01"], most: MOST });
  const own = readResult(Page, answer).rows.filter(([code]) => code === currency);
  if (own.length > 0) return new Map(own.map(([, day, usdValue]) => [Date.parse(day) / DAY_MS, usdValue]));
  throw new StackError(`Cannot import prices in ${currency}: no rate of it is stored`, {
    hint: "Codes have three letters, as EUR; rates come with pulls and with deno task backfill",
  });
}
