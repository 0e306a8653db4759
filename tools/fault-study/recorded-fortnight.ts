import { marketAt } from "../../shared/market/market-at.ts";
import { type Metal, METALS } from "../../shared/schemas/metal.ts";
import { readRecording } from "../../stack/upstream/read-recording.ts";
import { createSimulatedPrices } from "../../stack/upstream/simulated-prices.ts";

/** The true prices of one slot. */
export interface TrueSlot {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly prices: Readonly<Record<Metal, number>>;
}

const QUARTER_HOUR = 15 * 60_000;

/**
 * The open-market slots of a recording in order, those with all four metals above the incident's level. On 2026-02-27
 * the feed held zeros and silver 0.01; such a slot is no truth to measure against.
 */
export function slotsOf(csv: string): readonly TrueSlot[] {
  const slots = new Map<number, Partial<Record<Metal, number>>>();
  for (const { at, metal, price } of readRecording(csv)) {
    const slot = Math.floor(at / QUARTER_HOUR) * QUARTER_HOUR;
    slots.set(slot, { ...slots.get(slot), [metal]: price });
  }
  return [...slots].toSorted(([a], [b]) => a - b).flatMap(([at, prices]) => {
    const { gold, silver, platinum, palladium } = prices;
    if (gold === undefined || silver === undefined || platinum === undefined || palladium === undefined) {
      return [];
    }
    if (Math.min(gold, silver, platinum, palladium) < 1 || marketAt(at).state === "closed") return [];
    return [{ at, prices: { gold, silver, platinum, palladium } }];
  });
}

/** A fortnight of invented prices, for machines without the recording. */
export function inventedFortnight(): readonly TrueSlot[] {
  const source = createSimulatedPrices("study");
  const from = Date.parse("2026-02-23T12:00:00Z");
  const slots: TrueSlot[] = [];
  for (let at = from; at < from + 13 * 86_400_000; at += QUARTER_HOUR) {
    if (marketAt(at).state === "closed") continue;
    const price = (metal: Metal): number => source.priceAt(metal, at)?.price ?? NaN;
    const [gold = NaN, silver = NaN, platinum = NaN, palladium = NaN] = METALS.map(price);
    slots.push({ at, prices: { gold, silver, platinum, palladium } });
  }
  return slots;
}
