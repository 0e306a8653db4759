import { type Metal, METALS } from "../../../shared/schemas/metal.ts";
import { hashText, noiseAt } from "../machine/from-stack.ts";
import type { Truth } from "./truth.ts";

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

/** The daily reference: honest, late, and silent on weekends. */
export class ReferenceModel {
  readonly #truth: Truth;
  readonly #seed: number;

  constructor(truth: Truth, seed: number) {
    this.#truth = truth;
    this.#seed = hashText(`reference/${seed}`);
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
      price: Math.round(this.#truth.priceAt(metal, at) * (1 + noise) * 100) / 100,
      publishedAt: at + DELAY_HOURS * HOUR,
    };
  }

  /** The newest fix of each metal that is out. */
  newest(now: number): readonly Fix[] {
    return METALS.flatMap((metal) => {
      for (let back = 0; back < 8; back++) {
        const fix = this.fixOn(metal, new Date(now - back * DAY).toISOString().slice(0, 10));
        if (fix !== null && fix.publishedAt <= now) return [fix];
      }
      return [];
    });
  }
}
