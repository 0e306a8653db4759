import { judgeRates } from "../../../../shared/fx/judge-rates.ts";
import type { JudgedRates, KnownRates } from "../../../../shared/fx/rate-facts.ts";
import type { FxRate } from "../../../../shared/schemas/quote.ts";

/** A Wednesday. */
export const NOON = Date.parse("2026-03-04T12:00:00Z");
const YESTERDAY = "2026-03-03";

export function reference(provider: string): boolean {
  return provider === "frankfurter";
}

export function rate(
  provider: string,
  currency: string,
  usdValue: number,
  quotedAt = "2026-03-04T12:00:00Z",
): FxRate {
  return { provider, currency, usdValue, quotedAt };
}

/** What is stored of yesterday. */
export function known(values: { readonly reference?: number; readonly accepted?: number }): KnownRates {
  return {
    reference: values.reference === undefined ? null : { usdValue: values.reference, date: YESTERDAY },
    accepted: values.accepted === undefined
      ? null
      : { usdValue: values.accepted, quotedAt: `${YESTERDAY}T12:00:00Z`, provider: "metals-dev" },
    refused: [],
  };
}

export function judge(
  rates: readonly FxRate[],
  stored: Readonly<Record<string, KnownRates>> = {},
  now = NOON,
): JudgedRates {
  return judgeRates(rates, { known: stored, now, isReference: reference });
}

export function usd({ accepted }: JudgedRates): number[] {
  return accepted.map(({ usdValue }) => usdValue);
}
