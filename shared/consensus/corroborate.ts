import { openMillisecondsBetween } from "../market/open-time.ts";
import { fitsReference, type Fixing } from "../reference/fixing.ts";
import { relativeDistance, type Witness } from "../validation/context.ts";
import { toleranceBps } from "../validation/tolerance.ts";
import type { ConsensusStatus, Corroboration } from "./outcome.ts";

export interface CorroborationFacts {
  readonly status: ConsensusStatus;
  /** USD per troy ounce. */
  readonly price: number;
  /** True while a witness denies it: a trusted family, or the reference a level that one or two families leapt to. */
  readonly isDenied: boolean;
  /** Families that bear the price, the stuck ones among them. */
  readonly families: readonly string[];
  /** Of the metal. */
  readonly witnesses: readonly Witness[];
  readonly reference: Fixing | undefined;
  readonly referenceShare: number;
  /** The last price that families or the reference bore out; `at` is epoch milliseconds. */
  readonly lastCorroborated: { readonly price: number; readonly at: number } | null;
  readonly floorBps: number;
  readonly now: number;
}

const DAY = 24 * 3_600_000;
/** The floor is the 99th percentile of moves in a quarter of an hour: for so long a last word confirms a price to a floor. */
const WITNESS_MS = 15 * 60_000;

export function corroborate(facts: CorroborationFacts): Corroboration {
  const { status, price, isDenied, families, witnesses, floorBps, now } = facts;
  if (status === "disputed" || status === "none" || isDenied) return null;
  if (families.length > 1) return "families";
  // Later the market may have moved by more than a floor, and what lies near the old level may be wrong.
  const witness = witnesses.find(({ family, price: seen, seenAt }) =>
    !families.includes(family) && now - seenAt <= WITNESS_MS &&
    relativeDistance(price, seen) * 10_000 <= floorBps
  );
  if (witness !== undefined) return "families";
  const { reference, referenceShare: share, lastCorroborated } = facts;
  const fits = fitsReference(price, reference, { share, now });
  if (fits !== null) return fits ? "reference" : null;
  if (lastCorroborated === null || openMillisecondsBetween(lastCorroborated.at, now) > DAY) return null;
  const limit = Math.min(share, toleranceBps(floorBps, { seenAt: lastCorroborated.at, now }) / 10_000);
  return relativeDistance(price, lastCorroborated.price) <= limit ? "history" : null;
}
