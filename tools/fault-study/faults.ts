import { GRAMS_PER_TROY_OUNCE, type Metal } from "../../shared/schemas/metal.ts";
import { hashText, noiseAt } from "../../stack/upstream/value-noise.ts";
import type { TrueSlot } from "./recorded-fortnight.ts";

/** What a faulty provider would have seen and said. */
export interface FaultScene {
  readonly slots: readonly TrueSlot[];
  readonly index: number;
  /** Index of the slot in which the fault began. */
  readonly since: number;
  readonly metal: Metal;
  readonly provider: string;
  /** What it would have said in good health. */
  readonly honest: number;
}

export interface StudiedFault {
  readonly name: string;
  readonly price: (scene: FaultScene) => number;
  /** How much older than the slot the quote says it is, in milliseconds. */
  readonly age: number;
}

const OTHER: Readonly<Record<Metal, Metal>> = {
  gold: "silver",
  silver: "gold",
  platinum: "palladium",
  palladium: "platinum",
};
const SIX_HOURS = 6 * 3_600_000;

function earlier({ slots, index, metal }: FaultScene): number {
  const at = (slots[index]?.at ?? 0) - SIX_HOURS;
  const found = slots.findLast((slot) => slot.at <= at) ?? slots[0];
  return found?.prices[metal] ?? NaN;
}

function noise(scene: FaultScene, share: number): number {
  return scene.honest * (1 + share * noiseAt(hashText(`${scene.provider}${scene.metal}fault`), scene.index));
}

export const STUDIED_FAULTS: readonly StudiedFault[] = [
  { name: "zero", age: 0, price: () => 0 },
  { name: "× 0.03215 (per gram)", age: 0, price: ({ honest }) => honest / GRAMS_PER_TROY_OUNCE },
  { name: "inverted", age: 0, price: ({ honest }) => 1 / honest },
  {
    name: "swapped metals",
    age: 0,
    price: ({ slots, index, metal }) => slots[index]?.prices[OTHER[metal]] ?? NaN,
  },
  {
    name: "frozen",
    age: 0,
    price: ({ slots, since, metal }) => slots[since]?.prices[metal] ?? NaN,
  },
  { name: "+2 %", age: 0, price: ({ honest }) => honest * 1.02 },
  { name: "±5 % noise", age: 0, price: (scene) => noise(scene, 0.05) },
  { name: "6 h old, and says so", age: SIX_HOURS, price: earlier },
  { name: "6 h old, stamped now", age: 0, price: earlier },
];
