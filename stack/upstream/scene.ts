import { GRAMS_PER_TROY_OUNCE, type Metal, METALS } from "../../shared/schemas/metal.ts";
import type { ActiveFault, UpstreamFault } from "./faults.ts";
import { dayOld, habitOf } from "./habits.ts";
import type { UpstreamPrices } from "./price-source.ts";
import { hashText, noiseAt } from "./value-noise.ts";

/** What one provider says about one metal: USD per troy ounce, time in epoch ms. */
export interface SaidPrice {
  readonly price: number;
  readonly bid: number;
  readonly ask: number;
  readonly at: number;
}

/** Everything a wire format needs to answer one request. */
export interface UpstreamScene {
  readonly now: number;
  /** True for a replay: every price has the time that was recorded with it. */
  readonly isRecorded: boolean;
  /** Metals without a price are missing. */
  readonly metals: ReadonlyMap<Metal, SaidPrice>;
  /** US dollars for one unit. */
  readonly currencies: ReadonlyMap<string, number>;
  /** Price near the close of a date YYYY-MM-DD; null where there is none. */
  closeOf(metal: Metal, date: string): number | null;
  currencyOn(currency: string, date: string): number | null;
  /** What central banks' fixings of a date YYYY-MM-DD came to, USD per troy ounce; null where there were none. */
  fixOn(metal: Metal, date: string): number | null;
  readonly usage: { readonly total: number; readonly used: number };
}

export interface SceneFacts {
  readonly provider: string;
  readonly source: UpstreamPrices;
  readonly now: number;
  readonly fault: ActiveFault | null;
  /** True for a plan whose data is of the day before. */
  readonly isDaily: boolean;
  readonly usage: UpstreamScene["usage"];
}

const HOUR = 3_600_000;
const HALF_SPREAD_BPS: Readonly<Record<Metal, number>> = {
  gold: 0.7,
  silver: 5,
  platinum: 15,
  palladium: 25,
};
const SWAPS: Readonly<Record<Metal, Metal>> = {
  gold: "silver",
  silver: "gold",
  platinum: "palladium",
  palladium: "platinum",
};
const DELAYS: Readonly<Partial<Record<UpstreamFault, number>>> = {
  stale: 26 * HOUR,
  six_hours_old: 6 * HOUR,
};

/** Builds what a provider would say now, with its habits and with the fault that it was told to have. */
export function buildScene(facts: SceneFacts): UpstreamScene {
  const { source, now, usage } = facts;
  return {
    now,
    isRecorded: source.isRecorded,
    metals: new Map(METALS.flatMap((metal) => priced(metal, facts))),
    currencies: new Map(source.currencies.map((code) => [code, source.currencyAt(code, now) ?? 0])),
    closeOf: (metal, date) => source.priceAt(metal, Math.min(now, closing(date)))?.price ?? null,
    currencyOn: (currency, date) => source.currencyAt(currency, closing(date)),
    fixOn: (metal, date) => fixed(metal, { date, facts }),
    usage,
  };
}

function closing(date: string): number {
  return Date.parse(`${date}T21:00:00Z`);
}

/** At 14:00 UTC, where the source has no fixings of its own; a fault in the prices is in these too. */
function fixed(metal: Metal, { date, facts }: { date: string; facts: SceneFacts }): number | null {
  const { source, fault } = facts;
  if (fault?.fault === "missing_metal" && metal === "gold") return null;
  const asked = fault?.fault === "swapped" ? SWAPS[metal] : metal;
  const price = source.fixAt === undefined
    ? source.priceAt(asked, Date.parse(`${date}T14:00:00Z`))?.price ?? null
    : source.fixAt(asked, date);
  return price === null ? null : distort(price, { metal, facts });
}

function priced(metal: Metal, facts: SceneFacts): readonly (readonly [Metal, SaidPrice])[] {
  const { source, fault, provider } = facts;
  if (fault?.fault === "missing_metal" && metal === "gold") return [];
  const now = facts.now - (fault === null ? 0 : DELAYS[fault.fault] ?? 0);
  const asked = fault?.fault === "swapped" ? SWAPS[metal] : metal;
  const habit = habitOf(provider);
  const at = source.isRecorded ? now : facts.isDaily ? dayOld(now) : habit.timeOf(now);
  const point = source.priceAt(asked, fault?.fault === "frozen" ? Math.min(at, fault.since) : at);
  if (point === null) return [];
  const honest = source.isRecorded ? point.price : point.price * (1 + habit.offsetBps * 1e-4);
  const price = distort(honest, { metal, facts });
  const half = price * HALF_SPREAD_BPS[metal] * 1e-4;
  const shown = source.isRecorded && fault?.fault !== "frozen" ? point.at : at;
  return [[metal, { price, bid: price - half, ask: price + half, at: shown }]];
}

function distort(price: number, { metal, facts }: { metal: Metal; facts: SceneFacts }): number {
  switch (facts.fault?.fault) {
    case "inverted":
      return price === 0 ? 0 : 1 / price;
    case "zero":
      return 0;
    case "factor_31":
      return price / GRAMS_PER_TROY_OUNCE;
    case "plus_2_percent":
      return price * 1.02;
    case "noise":
      return price *
        (1 + 0.05 * noiseAt(hashText(`${facts.provider}/${metal}`), Math.floor(facts.now / 1000)));
    default:
      return price;
  }
}
