import { join } from "node:path";
import { marketAt } from "../../../shared/market/market-at.ts";
import { type Metal, METALS } from "../../../shared/schemas/metal.ts";
import { REAL_DATA } from "../../support/data/real-data.ts";
import {
  createSimulatedPrices,
  hashText,
  INVENTED_CURRENCIES,
  readRecording,
  slotsOf,
  wander,
} from "../machine/from-stack.ts";

/** Currencies of the world: few, since each one is a row of the view for every metal. */
export const CURRENCIES = ["EUR", "GBP", "JPY", "HUF", "IDR"] as const;
export type Currency = (typeof CURRENCIES)[number];
export const MAJORS: ReadonlySet<string> = new Set(["EUR", "GBP", "JPY"]);

/** A fall or rise of all metals, by `share` of the price, within some hours of open market. */
export interface Crash {
  readonly at: number;
  readonly hours: number;
  readonly share: number;
  /** Null for all metals. */
  readonly metal: Metal | null;
}

export interface TruthPlan {
  readonly seed: number;
  /** walk: invented; fortnight: every quarter of an hour of February 2026; daily: fixes with a walk between them. */
  readonly path: "walk" | "fortnight" | "daily";
  readonly crashes: readonly Crash[];
}

/** What is so, whatever anybody says. Times are epoch milliseconds, prices USD per troy ounce. */
export interface Truth {
  priceAt(metal: Metal, ms: number): number;
  /** US dollars for one unit. */
  rateAt(currency: string, ms: number): number;
  /** Lowest and highest between two times. */
  range(metal: Metal, from: number, to: number): { readonly low: number; readonly high: number };
}

const HOUR = 3_600_000;
type Line = readonly (readonly [at: number, price: number])[];

export function createTruth({ seed, path, crashes }: TruthPlan): Truth {
  const walk = createSimulatedPrices(`world/${seed}`);
  const lines = path === "walk" ? null : path === "fortnight" ? fortnight() : daily();

  function base(metal: Metal, ms: number): number {
    const walked = walk.priceAt(metal, ms)?.price ?? NaN;
    const line = lines?.[metal];
    const [first, last] = [line?.[0], line?.at(-1)];
    if (line === undefined || first === undefined || last === undefined) return walked;
    if (ms < first[0]) return first[1];
    // After its end the line goes on as the walk goes.
    if (ms > last[0]) return last[1] * walked / (walk.priceAt(metal, last[0])?.price ?? NaN);
    // Between two points a little life, so that no value stands for a day.
    const life = path === "daily" ? 4 : 0.3;
    return between(line, ms) * Math.exp(wander(hashText(`${seed}/${metal}`), ms) * life * 1e-4);
  }

  function priceAt(metal: Metal, ms: number): number {
    const market = marketAt(ms);
    const traded = market.state === "open" ? ms : market.since;
    let price = base(metal, traded);
    for (const { at, hours, share, metal: only } of crashes) {
      if (only !== null && only !== metal) continue;
      const progress = Math.min(1, Math.max(0, (traded - at) / (hours * HOUR)));
      price *= Math.exp(Math.log(1 + share) * progress);
    }
    return price;
  }

  return {
    priceAt,
    rateAt(currency, ms): number {
      const level = INVENTED_CURRENCIES[currency] ?? NaN;
      return currency === "USD" ? 1 : level * Math.exp(wander(hashText(`${seed}/${currency}`), ms) * 2e-4);
    },
    range(metal, from, to): { low: number; high: number } {
      const step = Math.max(60_000, (to - from) / 40);
      let low = priceAt(metal, to);
      let high = low;
      for (let at = from; at < to; at += step) {
        const price = priceAt(metal, at);
        low = Math.min(low, price);
        high = Math.max(high, price);
      }
      return { low, high };
    },
  };
}

type Lines = Readonly<Record<Metal, Line>>;
let knownFortnight: Lines | null | undefined;
let knownDaily: Lines | null | undefined;

function fortnight(): Lines | null {
  if (knownFortnight !== undefined) return knownFortnight;
  const text = read("15min.csv");
  const slots = text === null ? [] : slotsOf(text);
  knownFortnight = text === null
    ? null
    : mapMetals((metal) => slots.map(({ at, prices }): [number, number] => [at, prices[metal]]));
  return knownFortnight;
}

/** From 2023 on: the band for a first price is meant for the prices of our days. */
function daily(): Lines | null {
  if (knownDaily !== undefined) return knownDaily;
  const text = read("daily.csv");
  const from = Date.parse("2022-12-01T00:00:00Z");
  const rows = text === null ? [] : readRecording(text).filter(({ at }) => at >= from);
  knownDaily = text === null
    ? null
    : mapMetals((metal) =>
      rows.filter((row) => row.metal === metal).map(({ at, price }): [number, number] => [at, price])
    );
  return knownDaily;
}

function read(name: string): string | null {
  return REAL_DATA === null ? null : Deno.readTextFileSync(join(REAL_DATA, "prices", name));
}

function between(line: Line, ms: number): number {
  let [low, high] = [0, line.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((line[middle]?.[0] ?? Infinity) <= ms) low = middle;
    else high = middle;
  }
  const [from = 0, before = NaN] = line[low] ?? [];
  const [to = 0, after = NaN] = line[high] ?? [];
  return to === from ? before : before + (after - before) * (ms - from) / (to - from);
}

function mapMetals<T>(make: (metal: Metal) => T): Readonly<Record<Metal, T>> {
  const [gold, silver, platinum, palladium] = METALS;
  return {
    gold: make(gold),
    silver: make(silver),
    platinum: make(platinum),
    palladium: make(palladium),
  };
}
