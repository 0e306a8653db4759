import type { Metal } from "../../../shared/schemas/metal.ts";
import { hashText, noiseAt } from "../machine/from-stack.ts";
import type { Truth } from "./truth.ts";

/** The daily fixings of central banks; null in a world whose source of rates has none. */
export interface ReferencePlan {
  /** From this time on (epoch milliseconds) they are this many times what they should be; null where they are honest. */
  readonly lie: { readonly from: number; readonly factor: number } | null;
}

/** A day's price as central banks fix it. Times are epoch milliseconds, the price USD per troy ounce. */
export interface Fix {
  readonly metal: Metal;
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly price: number;
  readonly publishedAt: number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Hour (UTC) of the truth that a fix is taken from: the afternoon fixing of gold, noon for silver. */
const HOUR_OF_FIX: Readonly<Record<Metal, number>> = { gold: 15, silver: 12, platinum: 14, palladium: 14 };
/** Banks round, convert and blend: a fix is not exactly the price of its hour. */
const NOISE_SHARE = 0.002;
/** It comes out in the evening of the next working day at the latest; most come after a few hours. */
const DELAY_HOURS = 8;

/** The daily reference: late, silent on weekends, and honest unless its plan says otherwise. */
export class ReferenceModel {
  readonly #truth: Truth;
  readonly #seed: number;

  readonly plan: ReferencePlan;

  constructor(plan: ReferencePlan, { truth, seed }: { readonly truth: Truth; readonly seed: number }) {
    this.plan = plan;
    this.#truth = truth;
    this.#seed = hashText(`reference/${seed}`);
  }

  /** The price of the fixings of a date as far as they are out; null where they are not, and on weekends. */
  saysOn(metal: Metal, date: string, now: number): number | null {
    const fix = this.fixOn(metal, date);
    return fix === null || fix.publishedAt > now ? null : fix.price;
  }

  /** Null on weekends. */
  fixOn(metal: Metal, date: string): Fix | null {
    const begin = Date.parse(`${date}T00:00:00Z`);
    if ([0, 6].includes(new Date(begin).getUTCDay())) return null;
    const at = begin + HOUR_OF_FIX[metal] * HOUR;
    const noise = NOISE_SHARE * noiseAt(this.#seed + hashText(metal), Math.floor(begin / DAY));
    return {
      metal,
      date,
      price: Math.round(this.#truth.priceAt(metal, at) * (1 + noise) * this.#factorAt(at) * 100) / 100,
      publishedAt: at + DELAY_HOURS * HOUR,
    };
  }

  #factorAt(at: number): number {
    const { lie } = this.plan;
    return lie === null || at < lie.from ? 1 : lie.factor;
  }
}
