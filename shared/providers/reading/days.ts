import * as z from "zod";
import type { Sieve } from "./sieve.ts";

const Day = z.iso.date();
// See instant.ts: outside these years a date is none of a price.
const EARLIEST = "1990";
const LATEST = "2200";

/** True for a calendar date YYYY-MM-DD of the years in which prices are read. */
export function isDay(text: unknown): text is string {
  return typeof text === "string" && Day.safeParse(text).success && text >= EARLIEST && text < LATEST;
}

/** The rows of a series by day, as documented `{ "YYYY-MM-DD": {…} }`; what is no day or no row is refused alone. */
export function daysOf(
  rates: Readonly<Record<string, unknown>>,
  sieve: Sieve,
): readonly { readonly date: string; readonly row: Readonly<Record<string, unknown>> }[] {
  return Object.entries(rates).flatMap(([date, value]) => {
    if (!isDay(date)) {
      sieve.refuse(date, "not a date");
      return [];
    }
    return [{ date, row: Object.fromEntries(sieve.members(date, value)) }];
  });
}
