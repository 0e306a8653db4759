import type { FetchedQuote } from "../../shared/pull/ask-providers.ts";
import type { Claimed, LastPriceRow, LedgerProvider } from "../../shared/pull/claim.ts";
import { conclude } from "../../shared/pull/conclude.ts";
import { judge, type Judgement } from "../../shared/pull/judge.ts";
import { nextLastValues } from "../../shared/pull/remember-values.ts";
import type { Fixing } from "../../shared/reference/fixing.ts";
import { type Metal, METALS } from "../../shared/schemas/metal.ts";
import { DEFAULT_THRESHOLDS } from "../../shared/validation/thresholds.ts";

/** Slot after slot through the judgement of a pull, with what the database would hand from one pull to the next. */
export interface Lane {
  step(quotes: readonly FetchedQuote[], facts: LaneFacts): Judgement;
}

export interface LaneFacts {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly references: Readonly<Partial<Record<Metal, Fixing>>>;
}

/** `cadenceSeconds`: the distance of two calls of a provider, which says for how long it remains a witness. */
export function createLane(
  keys: readonly string[],
  { cadenceSeconds }: { readonly cadenceSeconds: number },
): Lane {
  let providers = keys.map((key): LedgerProvider => ({
    key,
    enabled: true,
    priority: 1,
    monthly_quota: null,
    minimum_interval_seconds: 60,
    calls_this_month: 0,
    last_called_at: null,
    last_success_at: null,
    breaker: {},
    last_values: {},
    quota: {},
  }));
  const lastPrices: Partial<Record<Metal, LastPriceRow>> = {};

  return {
    step(quotes, { now, references }): Judgement {
      const at = new Date(now).toISOString();
      const claim: Claimed = {
        claimed: true,
        pull_id: 1,
        lease_token: "",
        slot_at: at,
        now: at,
        settings: { fetch_interval_seconds: 900 },
        providers,
        last_prices: { ...lastPrices },
        rates: {},
        references: {},
      };
      const judgement = judge(quotes, {
        claim,
        thresholds: DEFAULT_THRESHOLDS,
        references,
        cadenceSeconds: () => cadenceSeconds,
        now,
      });
      const { metals, prices } = conclude(judgement, {
        claim,
        readings: [],
        now,
        carryUntil: null,
        origin: "live",
      });
      for (const { metal, price, quoted_at, status, provider, corroborated_by } of prices) {
        lastPrices[metal] = {
          price,
          priced_at: at,
          quoted_at,
          status,
          provider,
          trust: metals[metal].trust,
          spread_bps: metals[metal].spread_bps,
          corroborated_by,
          last_corroborated: corroborated_by === "families" || corroborated_by === "reference"
            ? { price, priced_at: at }
            : lastPrices[metal]?.last_corroborated ?? null,
        };
      }
      for (const metal of METALS) {
        const last = lastPrices[metal];
        // What a pull without a price concludes is kept with the last one.
        if (last !== undefined) lastPrices[metal] = { ...last, trust: metals[metal].trust };
      }
      providers = providers.map((row) => ({
        ...row,
        last_values: nextLastValues(
          row.last_values,
          judgement.verdicts.filter(({ quote }) => quote.provider === row.key),
        ),
      }));
      return judgement;
    },
  };
}
