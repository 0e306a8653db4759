import { marketAt } from "../../shared/market/market-at.ts";
import type { Metal } from "../../shared/schemas/metal.ts";
import { INVENTED_CURRENCIES } from "./invented-currencies.ts";
import type { UpstreamPrice, UpstreamPrices } from "./price-source.ts";
import { hashText, wander } from "./value-noise.ts";

// Levels of 2026 and typical 15-minute moves; invented, but so that they look like the real thing.
const METAL_FACTS: Readonly<Record<Metal, { level: number; moveBps: number }>> = {
  gold: { level: 4390, moveBps: 8 },
  silver: { level: 62, moveBps: 16 },
  platinum: { level: 1900, moveBps: 16 },
  palladium: { level: 1500, moveBps: 18 },
};
const CURRENCY_MOVE_BPS = 2;
/** The share of each metal's move that all metals have in common; it keeps their ratios plausible. */
const COMMON = 0.7;

/** The seed unless another is asked for; the invented past has it too, so that it leads up to the simulated present. */
export const SIMULATION_SEED = "stacktrackr";

/**
 * Invented prices, the same for the same seed and time. They stand still while the market is closed and jump at
 * the reopening, as if trade had gone on unseen.
 */
export function createSimulatedPrices(seed: string): UpstreamPrices {
  const common = hashText(`${seed}/metals`);

  function moveOf(name: string, ms: number): number {
    return COMMON * wander(common, ms) + (1 - COMMON) * wander(hashText(`${seed}/${name}`), ms);
  }

  return {
    isRecorded: false,
    currencies: Object.keys(INVENTED_CURRENCIES),

    priceAt(metal, ms): UpstreamPrice {
      const market = marketAt(ms);
      const traded = market.state === "open" ? ms : market.since;
      const { level, moveBps } = METAL_FACTS[metal];
      return { price: level * Math.exp(moveOf(metal, traded) * moveBps * 1e-4), at: ms };
    },

    currencyAt(currency, ms): number | null {
      const level = INVENTED_CURRENCIES[currency];
      if (level === undefined) return null;
      if (currency === "USD") return 1;
      return level * Math.exp(wander(hashText(`${seed}/${currency}`), ms) * CURRENCY_MOVE_BPS * 1e-4);
    },
  };
}
