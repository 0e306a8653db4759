import type { Interval, Metal, Unit, Window } from "./spot-price.ts";

/** What may be asked. Everything has the defaults of the API: all metals, USD, troy ounces, 24 hours. */
export interface PriceQuestion {
  readonly metals: readonly Metal[];
  readonly currency: string;
  readonly unit: Unit;
  readonly window: Window;
  readonly interval: Interval | null;
  /** A date or a time with zone; null for now. */
  readonly at: string | null;
  /** True where a price without its history is no answer. */
  readonly needsPoints: boolean;
}

/** The query string of prices-read, always in one order so that equal questions share one ETag. */
export function queryOf({ metals, currency, unit, window, interval, at }: PriceQuestion): string {
  const query = new URLSearchParams({
    // A trailing comma asks for a list of one: every answer has one shape.
    metal: metals.length === 1 ? `${metals[0]},` : metals.join(","),
    currency,
    unit,
    window,
  });
  if (interval !== null) query.set("interval", interval);
  if (at !== null) query.set("at", at);
  return query.toString();
}
