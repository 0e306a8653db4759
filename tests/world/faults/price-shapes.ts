import { GRAMS_PER_TROY_OUNCE, type Metal } from "../../../shared/schemas/metal.ts";
import type { Truth } from "../model/truth.ts";

export interface ShapeScene {
  readonly truth: Truth;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What a provider says of a metal in place of the price; `price` is what it would have said. */
export type PriceShape = (metal: Metal, price: number, scene: ShapeScene) => number;

const PER: Readonly<Record<string, number>> = {
  "per gram": 1 / GRAMS_PER_TROY_OUNCE,
  "per 10 g": 10 / GRAMS_PER_TROY_OUNCE,
  "per 100 g": 100 / GRAMS_PER_TROY_OUNCE,
  "per kg": 1000 / GRAMS_PER_TROY_OUNCE,
  "per avoirdupois ounce": 28.349523125 / GRAMS_PER_TROY_OUNCE,
  "per tola": 11.6638038 / GRAMS_PER_TROY_OUNCE,
  "per tael": 37.429 / GRAMS_PER_TROY_OUNCE,
  "per baht weight": 15.244 / GRAMS_PER_TROY_OUNCE,
  "per pennyweight": 1 / 20,
  "per grain": 1 / 480,
  "per avoirdupois pound": 453.59237 / GRAMS_PER_TROY_OUNCE,
  "per troy pound": 12,
  "of 22 carat": 22 / 24,
  "of 18 carat": 18 / 24,
  "in cents": 100,
  "in thousands": 1 / 1000,
  "× 2": 2,
  "× 10": 10,
  "× 1.5": 1.5,
  "half": 0.5,
  "+2 %": 1.02,
  "−3 %": 0.97,
  "+10 %": 1.1,
};
/** US dollars for one unit: the levels do for a mistake. */
const QUOTED_IN: Readonly<Record<string, number>> = {
  EUR: 1.1639,
  GBP: 1.3372,
  AED: 0.27229,
  CAD: 0.7193,
  AUD: 0.6612,
  CHF: 1.2471,
  JPY: 0.006471,
  INR: 0.01121,
  CNY: 0.1405,
  SAR: 0.26667,
};
const EXCHANGED: readonly (readonly [name: string, pairs: Readonly<Partial<Record<Metal, Metal>>>])[] = [
  ["gold and silver exchanged", { gold: "silver", silver: "gold" }],
  ["platinum and palladium exchanged", { platinum: "palladium", palladium: "platinum" }],
  ["gold and platinum exchanged", { gold: "platinum", platinum: "gold" }],
  ["gold = palladium", { palladium: "gold" }],
  ["platinum = palladium", { palladium: "platinum" }],
  ["silver = gold", { silver: "gold" }],
  ["all as gold", { silver: "gold", platinum: "gold", palladium: "gold" }],
];
const OF_2019: Readonly<Record<Metal, number>> = { gold: 1393, silver: 16.2, platinum: 863, palladium: 1538 };
const OF_2023: Readonly<Record<Metal, number>> = {
  gold: 1923.76,
  silver: 23.6,
  platinum: 960,
  palladium: 1250,
};

/** Every wrong shape by name. */
export const PRICE_SHAPES: Readonly<Record<string, PriceShape>> = {
  ...Object.fromEntries(
    Object.entries(PER).map(([name, factor]): [string, PriceShape] => [name, (_, price) => price * factor]),
  ),
  ...Object.fromEntries(
    Object.entries(QUOTED_IN).map((
      [code, value],
    ): [string, PriceShape] => [`in ${code}`, (_, price) => price / value]),
  ),
  ...Object.fromEntries(
    EXCHANGED.map(([name, pairs]): [string, PriceShape] => [name, (metal, price, { truth, now }) => {
      const other = pairs[metal];
      return other === undefined ? price : truth.priceAt(other, now);
    }]),
  ),
  "inverted": (_, price) => 1 / price,
  "zero": () => 0,
  "negative": (_, price) => -price,
  "level of 2019": (metal) => OF_2019[metal],
  "level of 2023": (metal) => OF_2023[metal],
};
