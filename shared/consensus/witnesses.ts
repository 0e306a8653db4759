import { openMillisecondsBetween } from "../market/open-time.ts";
import { type Metal, METALS } from "../schemas/metal.ts";
import type { ProviderTraits, Witness } from "../validation/context.ts";

/** What a provider said last about a metal and was believed. `seenAt` is epoch milliseconds. */
export interface LastWord {
  readonly provider: string;
  readonly metal: Metal;
  readonly price: number;
  readonly seenAt: number;
}

export interface WitnessFacts {
  readonly now: number;
  readonly providers: Readonly<Record<string, ProviderTraits>>;
  /** Seconds of open market between two planned calls of a provider; null where none are planned. */
  readonly cadenceSeconds: (provider: string) => number | null;
}

const HOUR = 3_600_000;
const LONGEST = 24 * HOUR;

/**
 * Families whose last accepted quote still counts: what was not asked has not agreed. Each counts for twice its own
 * cadence, an hour at least and a day of open market at most.
 */
export function witnessesOf(lastWords: readonly LastWord[], facts: WitnessFacts): Witness[] {
  const newest = new Map<string, Witness>();
  for (const { provider, metal, price, seenAt } of lastWords) {
    const known = facts.providers[provider];
    if (known?.kind !== "spot" || seenAt > facts.now) continue;
    const cadence = facts.cadenceSeconds(provider);
    const limit = cadence === null ? LONGEST : Math.min(LONGEST, Math.max(HOUR, 2000 * cadence));
    if (openMillisecondsBetween(seenAt, facts.now) > limit) continue;
    const key = `${known.family} ${metal}`;
    const other = newest.get(key);
    if (other === undefined || other.seenAt < seenAt) {
      newest.set(key, { family: known.family, metal, price, seenAt });
    }
  }
  return METALS.flatMap((metal) =>
    [...newest.values()].filter((one) => one.metal === metal).toSorted((a, b) => a.family < b.family ? -1 : 1)
  );
}
