import { formConsensus, NO_TRUST } from "../../shared/consensus/form-consensus.ts";
import type { Trust } from "../../shared/consensus/outcome.ts";
import { type Metal, METALS } from "../../shared/schemas/metal.ts";
import { type Quote, roundPrice } from "../../shared/schemas/quote.ts";
import type { LastPrice, PendingQuote, ProviderTraits, Unchanged } from "../../shared/validation/context.ts";
import { DEFAULT_THRESHOLDS } from "../../shared/validation/thresholds.ts";
import { validateQuotes } from "../../shared/validation/validate-quotes.ts";
import { hashText, noiseAt } from "../../stack/upstream/value-noise.ts";
import type { StudiedFault } from "./faults.ts";
import type { TrueSlot } from "./recorded-fortnight.ts";

export interface StudyResult {
  readonly fault: string;
  /** Prices formed, by status. */
  readonly agreed: number;
  readonly single: number;
  readonly disputed: number;
  /** Slots and metals without a new price: the last one is carried on. */
  readonly carried: number;
  /** Largest distance from the truth of a price that was formed, in basis points. */
  readonly worstBps: number;
  /** The same over prices that were not marked as disputed. */
  readonly worstUndisputedBps: number;
  /** The same as a multiple of the metal's floor, within which families are of one opinion. */
  readonly worstUndisputedFloors: number;
  /** What became of the faulty quotes, by reason. */
  readonly reasons: Readonly<Record<string, number>>;
}

const PROVIDERS = ["a", "b", "c"];
const FACTS: Readonly<Record<string, ProviderTraits>> = Object.fromEntries(
  PROVIDERS.map((
    key,
  ) => [key, { family: key, kind: "spot", maximumAgeSeconds: 1_800, timeStopsAtClose: false }]),
);
/** Honest families differ from the truth, and so from each other, by this much at most. */
const HONEST_BPS = 3;
/** A fault lasts 150 slots (a day and a half), then a healthy quarter of a day follows, and so on. */
const HEALTHY_SLOTS = 25;
const CYCLE = 175;

/** Three families through validation and consensus, slot after slot, with `faulty` of them lying in the same way. */
export function runStudy(slots: readonly TrueSlot[], fault: StudiedFault, faulty: number): StudyResult {
  const last: Partial<Record<Metal, LastPrice>> = {};
  const published: Partial<Record<Metal, number>> = {};
  const trust: Partial<Record<Metal, Trust>> = {};
  let pending: PendingQuote[] = [];
  let unchanged: Unchanged[] = [];
  const counts = { agreed: 0, single: 0, disputed: 0, none: 0 };
  const reasons: Record<string, number> = {};
  let worst = 0;
  let worstUndisputed = 0;
  let worstFloors = 0;

  for (const [index, slot] of slots.entries()) {
    const now = slot.at + 5_000;
    const since = index - index % CYCLE + HEALTHY_SLOTS;
    const isFaulty = (provider: string): boolean => index >= since && PROVIDERS.indexOf(provider) < faulty;
    const quotes = PROVIDERS.flatMap((provider) =>
      METALS.map((metal): Quote => {
        const spread = HONEST_BPS * noiseAt(hashText(provider + metal), index);
        const honest = slot.prices[metal] * (1 + spread / 10_000);
        const scene = { slots, index, since, metal, provider, honest };
        const price = roundPrice(isFaulty(provider) ? fault.price(scene) : honest);
        const quotedAt = new Date(slot.at - (isFaulty(provider) ? fault.age : 0)).toISOString();
        return { provider, metal, price, bid: null, ask: null, quotedAt };
      })
    );
    const context = { now, last, pending, unchanged, providers: FACTS, thresholds: DEFAULT_THRESHOLDS };
    const verdicts = validateQuotes(quotes, context);
    for (const metal of METALS) {
      const before = published[metal];
      const formed = formConsensus({
        metal,
        now,
        verdicts,
        providers: FACTS,
        unchanged,
        previous: before === undefined ? null : { price: before, trust: trust[metal] ?? NO_TRUST },
        floorBps: DEFAULT_THRESHOLDS.floorBps[metal],
      });
      counts[formed.status]++;
      for (const { provider, reason } of formed.sources) {
        if (isFaulty(provider)) reasons[reason ?? "weighed"] = (reasons[reason ?? "weighed"] ?? 0) + 1;
      }
      trust[metal] = formed.trust;
      if (formed.price === null) continue;
      const error = Math.abs(formed.price / slot.prices[metal] - 1) * 10_000;
      worst = Math.max(worst, error);
      if (formed.status !== "disputed") {
        worstUndisputed = Math.max(worstUndisputed, error);
        worstFloors = Math.max(worstFloors, error / DEFAULT_THRESHOLDS.floorBps[metal]);
      }
      last[metal] = { price: formed.trust.anchor ?? formed.price, pricedAt: now };
      published[metal] = formed.price;
    }
    pending = verdicts.filter(({ verdict }) => verdict === "quarantined").map(({ quote }) => ({
      ...quote,
      fetchedAt: now,
    }));
    unchanged = quotes.map(({ provider, metal, price }) => {
      const same = unchanged.find((one) =>
        one.provider === provider && one.metal === metal && one.price === price
      );
      return same === undefined
        ? { provider, metal, price, pulls: 1, since: now }
        : { ...same, pulls: same.pulls + 1 };
    });
  }
  return {
    fault: fault.name,
    agreed: counts.agreed,
    single: counts.single,
    disputed: counts.disputed,
    carried: counts.none,
    worstBps: Math.round(worst * 10) / 10,
    worstUndisputedBps: Math.round(worstUndisputed * 10) / 10,
    worstUndisputedFloors: Math.round(worstFloors * 100) / 100,
    reasons,
  };
}
