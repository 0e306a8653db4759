import { z } from "zod";
import type { KnownRates } from "./rate-facts.ts";

const Time = z.iso.datetime({ offset: true });
const Value = z.number().positive();

/** What `claim_pull` hands out about one currency. */
const StoredRates = z.object({
  /** The newest accepted rate; null where none is stored. */
  usd_value: Value.nullable().default(null),
  rate_date: z.iso.date().nullable().default(null),
  quoted_at: Time.nullable().default(null),
  provider: z.string().nullable().default(null),
  /** The newest rate of a reference source. */
  reference: z.object({ usd_value: Value, rate_date: z.iso.date() }).nullable().default(null),
  /** The newest refused rate of each provider that had none accepted since. */
  refused: z.array(z.object({
    provider: z.string(),
    usd_value: Value,
    first_at: Time,
    last_at: Time,
    days: z.int().min(1),
  })).default([]),
});

/** By currency. */
export const StoredRatesByCurrency = z.record(z.string(), StoredRates);
export type StoredRatesByCurrency = z.infer<typeof StoredRatesByCurrency>;

/** The form that `judgeRates` compares with. */
export function knownRates(stored: StoredRatesByCurrency): Readonly<Record<string, KnownRates>> {
  return Object.fromEntries(
    Object.entries(stored).map(([currency, rates]) => [currency, {
      reference: rates.reference === null
        ? null
        : { usdValue: rates.reference.usd_value, date: rates.reference.rate_date },
      accepted: rates.usd_value === null || rates.quoted_at === null
        ? null
        : { usdValue: rates.usd_value, quotedAt: rates.quoted_at, provider: rates.provider ?? "" },
      refused: rates.refused.map((one) => ({
        provider: one.provider,
        usdValue: one.usd_value,
        firstAt: one.first_at,
        lastAt: one.last_at,
        days: one.days,
      })),
    }]),
  );
}
