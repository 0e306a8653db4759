import type { FxRate } from "../schemas/quote.ts";

/**
 * Currencies that a feed is known to have given per 100, 1,000 or 100,000 units without saying so (documentation
 * sample of metals.dev, 2023), with their rough value of one unit in US dollars, 2023 to 2026. They need to be right
 * within a factor of five only: a hidden factor is a hundred at least.
 */
const ROUGH_USD_VALUES: Readonly<Record<string, number>> = {
  CLP: 0.00107,
  COP: 0.00025,
  IDR: 0.000062,
  KRW: 0.00073,
  LKR: 0.0033,
  MNT: 0.00028,
  NGN: 0.0008,
  NPR: 0.0073,
  PYG: 0.000135,
  VND: 0.00004,
  XAF: 0.00172,
  XOF: 0.00172,
};

const ROUGH_FACTOR = 5;
/** Two honest sources of one day lie closer than this; further apart, one has a factor or an error. */
const AGREE_WITHIN = 0.05;

export interface FxChoice {
  readonly rates: readonly FxRate[];
  /** What was left out and why, for the summary of the pull. */
  readonly refused: readonly {
    readonly provider: string;
    readonly currency: string;
    readonly reason: string;
  }[];
}

/**
 * One value per currency. `trusted` names the sources of reference rates: where they and another disagree by more
 * than five per cent, the reference is taken; else the newest quote is.
 */
export function chooseRates(rates: readonly FxRate[], trusted: ReadonlySet<string>): FxChoice {
  const refused: { provider: string; currency: string; reason: string }[] = [];
  const byCurrency = new Map<string, FxRate[]>();
  for (const rate of rates) {
    if (!isPlausible(rate)) {
      refused.push({ provider: rate.provider, currency: rate.currency, reason: "hidden_factor" });
      continue;
    }
    byCurrency.set(rate.currency, [...byCurrency.get(rate.currency) ?? [], rate]);
  }

  const chosen: FxRate[] = [];
  for (const candidates of byCurrency.values()) {
    const reference = candidates.find(({ provider }) => trusted.has(provider));
    const agreeing = candidates.filter((rate) => {
      const agrees = reference === undefined ||
        Math.abs(rate.usdValue / reference.usdValue - 1) <= AGREE_WITHIN;
      if (!agrees) {
        refused.push({ provider: rate.provider, currency: rate.currency, reason: "far_from_reference" });
      }
      return agrees;
    });
    const newest = agreeing.toSorted((a, b) => Date.parse(b.quotedAt) - Date.parse(a.quotedAt))[0];
    if (newest !== undefined) chosen.push(newest);
  }
  return { rates: chosen.toSorted((a, b) => (a.currency < b.currency ? -1 : 1)), refused };
}

function isPlausible({ currency, usdValue }: FxRate): boolean {
  const rough = ROUGH_USD_VALUES[currency];
  if (rough === undefined) return true;
  return usdValue < rough * ROUGH_FACTOR && usdValue > rough / ROUGH_FACTOR;
}
