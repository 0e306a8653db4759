import { GRAMS_PER_TROY_OUNCE, type Metal } from "../schemas/metal.ts";
import { FITS, nearly } from "./nearly.ts";

/** How the prices of one metal in a file stand to what is known of the same days. */
export interface MetalScale {
  /** On how many times of the file something is known within a day. */
  readonly overlaps: number;
  /** Median of file over known; null without an overlap. */
  readonly ratio: number | null;
  /** Median of what is known, USD per troy ounce. */
  readonly known: number | null;
}

export interface ScaleFacts {
  readonly metals: Readonly<Partial<Record<Metal, MetalScale>>>;
  /** US dollars for one unit of each currency, in the days of the overlap. */
  readonly rates: Readonly<Record<string, number>>;
}

export type ScaleVerdict =
  | { readonly kind: "fits" }
  /** Nothing of the file is known: a person must say whether it is right. */
  | { readonly kind: "unknown" }
  | { readonly kind: "apart"; readonly cause: string; readonly cure: string };

interface Compared {
  readonly metal: Metal;
  readonly ratio: number;
  readonly known: number;
}

const UNITS: readonly { readonly grams: number; readonly name: string; readonly option: string | null }[] = [
  { grams: 1, name: "per gram", option: "--unit g" },
  { grams: 1000, name: "per kilogram", option: "--unit kg" },
  { grams: 10, name: "per 10 grams", option: null },
  { grams: 11.6638038, name: "per tola", option: null },
  { grams: 28.349523125, name: "per avoirdupois ounce", option: null },
];
const USUAL_CURRENCIES = ["EUR", "GBP", "CHF", "JPY", "INR", "CNY", "AUD", "CAD"];
const IN_DOLLARS = "Give the file as US dollars per troy ounce";

/** Judges whether a file is in US dollars per troy ounce, metal by metal, and names the likely cause where it is not. Pure. */
export function judgeScale({ metals, rates }: ScaleFacts): ScaleVerdict {
  const compared = Object.entries(metals).flatMap(([name, { ratio, known }]): Compared[] =>
    ratio === null || known === null || !isMetal(name) ? [] : [{ metal: name, ratio, known }]
  );
  if (compared.length === 0) return { kind: "unknown" };
  const apart = compared.filter(({ ratio }) => !nearly(ratio, 1, FITS));
  const [first] = apart;
  if (first === undefined) return { kind: "fits" };
  const swap = exchanged(apart);
  if (swap !== null) return swap;
  if (apart.every(({ ratio }) => nearly(ratio, first.ratio, FITS))) {
    const named = unitOf(first.ratio) ?? currencyOf(first.ratio, rates);
    if (named !== null) return { kind: "apart", ...named };
  }
  const list = apart.map(({ metal, ratio }) => `${metal} is ${ratio.toPrecision(3)} times what is known`);
  return { kind: "apart", cause: list.join(", "), cure: IN_DOLLARS };
}

function exchanged(apart: readonly Compared[]): ScaleVerdict | null {
  for (const one of apart) {
    for (const other of apart) {
      if (one.metal >= other.metal) continue;
      const isSwap = nearly(one.ratio * one.known, other.known, FITS) &&
        nearly(other.ratio * other.known, one.known, FITS);
      if (!isSwap) continue;
      return {
        kind: "apart",
        cause: `${one.metal} and ${other.metal} are exchanged`,
        cure: "Exchange the names of the two metals in the file",
      };
    }
  }
  return null;
}

function unitOf(ratio: number): { cause: string; cure: string } | null {
  const unit = UNITS.find(({ grams }) => nearly(ratio, grams / GRAMS_PER_TROY_OUNCE, FITS / 2));
  if (unit === undefined) return null;
  return { cause: `the prices are ${unit.name}`, cure: unit.option ?? IN_DOLLARS };
}

function currencyOf(ratio: number, rates: ScaleFacts["rates"]): { cause: string; cure: string } | null {
  for (const { grams, name, option } of [{ grams: GRAMS_PER_TROY_OUNCE, name: "", option: null }, ...UNITS]) {
    const fitting = Object.entries(rates)
      .map(([currency, usdValue]) => ({
        currency,
        distance: Math.abs(Math.log(ratio * usdValue * GRAMS_PER_TROY_OUNCE / grams)),
      }))
      .filter(({ distance }) => distance <= FITS / 2)
      .sort((a, b) => rank(a.currency) - rank(b.currency) || a.distance - b.distance);
    const [best] = fitting;
    if (best === undefined || (name !== "" && rank(best.currency) === USUAL_CURRENCIES.length)) continue;
    const others = fitting.slice(1, 3).map(({ currency }) => currency);
    return {
      cause: `the prices are in ${[best.currency, ...others].join(" or ")}${name === "" ? "" : ` ${name}`}`,
      cure: [`--currency ${best.currency}`, ...(option === null ? [] : [option])].join(" "),
    };
  }
  return null;
}

function rank(currency: string): number {
  const place = USUAL_CURRENCIES.indexOf(currency);
  return place === -1 ? USUAL_CURRENCIES.length : place;
}

function isMetal(name: string): name is Metal {
  return name === "gold" || name === "silver" || name === "platinum" || name === "palladium";
}
