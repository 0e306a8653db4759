import type { FetchedQuote } from "../../shared/pull/ask-providers.ts";
import type { Fixing } from "../../shared/reference/fixing.ts";
import { type Metal, METALS } from "../../shared/schemas/metal.ts";
import { roundPrice } from "../../shared/schemas/quote.ts";
import { DEFAULT_THRESHOLDS } from "../../shared/validation/thresholds.ts";
import { hashText, noiseAt } from "../../stack/upstream/value-noise.ts";
import type { StudiedFault } from "./faults.ts";
import { createLane } from "./lane.ts";
import type { TrueSlot } from "./recorded-fortnight.ts";

/** How many families there are, how many of them lie in the same way, and whether a daily reference is there. */
export interface Setting {
  readonly families: 1 | 2 | 3;
  readonly faulty: number;
  readonly hasReference: boolean;
}

export interface StudyResult {
  readonly fault: string;
  /** Prices formed, by status. */
  readonly agreed: number;
  readonly single: number;
  readonly disputed: number;
  /** Slots and metals without a new price: the last one is carried on. */
  readonly carried: number;
  /** Largest distance from the truth of any price that was formed, in basis points. */
  readonly worstBps: number;
  /** The same over prices that were not marked: not disputed, and borne out by something, as multiples of the floor. */
  readonly worstInFloors: Readonly<Record<"families" | "reference" | "history" | "unconfirmed", number>>;
  /** What became of the faulty quotes, by reason. */
  readonly reasons: Readonly<Record<string, number>>;
}

const PROVIDERS = ["metals-dev", "gold-api", "goldapi-io"];
/** Honest families differ from the truth, and so from each other, by this much at most. */
const HONEST_BPS = 3;
/** A fault lasts 150 slots (a day and a half), then a healthy quarter of a day follows, and so on. */
const HEALTHY_SLOTS = 25;
const CYCLE = 175;
/** Central banks fix in the afternoon of Europe and publish an hour later. */
const FIXING_HOUR = 14;
const PUBLISHED_HOUR = 15;

/** Families through validation and consensus, slot after slot, with `faulty` of them lying in the same way. */
export function runStudy(slots: readonly TrueSlot[], fault: StudiedFault, setting: Setting): StudyResult {
  const keys = PROVIDERS.slice(0, setting.families);
  const lane = createLane(keys, { cadenceSeconds: 900 });
  const counts = { agreed: 0, single: 0, disputed: 0, none: 0 };
  const reasons: Record<string, number> = {};
  const worstInFloors = { families: 0, reference: 0, history: 0, unconfirmed: 0 };
  let worst = 0;

  for (const [index, slot] of slots.entries()) {
    const now = slot.at + 5_000;
    const since = index - index % CYCLE + HEALTHY_SLOTS;
    const isFaulty = (provider: string): boolean => index >= since && keys.indexOf(provider) < setting.faulty;
    const quotes = keys.flatMap((provider) =>
      METALS.map((metal): FetchedQuote => {
        const spread = HONEST_BPS * noiseAt(hashText(provider + metal), index);
        const honest = slot.prices[metal] * (1 + spread / 10_000);
        const scene = { slots, index, since, metal, provider, honest };
        const price = roundPrice(isFaulty(provider) ? fault.price(scene) : honest);
        const quotedAt = new Date(slot.at - (isFaulty(provider) ? fault.age : 0)).toISOString();
        const fetchedAt = new Date(now).toISOString();
        return { provider, metal, price, bid: null, ask: null, quotedAt, fetchedAt };
      })
    );
    const references = setting.hasReference ? referencesAt(slots, now) : {};
    const { consensus } = lane.step(quotes, { now, references });
    for (const metal of METALS) {
      const formed = consensus[metal];
      counts[formed.status]++;
      for (const { provider, reason } of formed.sources) {
        if (isFaulty(provider)) reasons[reason ?? "weighed"] = (reasons[reason ?? "weighed"] ?? 0) + 1;
      }
      if (formed.price === null) continue;
      const error = Math.abs(formed.price / slot.prices[metal] - 1) * 10_000;
      worst = Math.max(worst, error);
      if (formed.status === "disputed") continue;
      const by = formed.corroboratedBy ?? "unconfirmed";
      worstInFloors[by] = Math.max(worstInFloors[by], error / DEFAULT_THRESHOLDS.floorBps[metal]);
    }
  }
  return {
    fault: fault.name,
    agreed: counts.agreed,
    single: counts.single,
    disputed: counts.disputed,
    carried: counts.none,
    worstBps: Math.round(worst * 10) / 10,
    worstInFloors,
    reasons,
  };
}

/** The newest published fixing: the true price of its hour. */
function referencesAt(slots: readonly TrueSlot[], now: number): Partial<Record<Metal, Fixing>> {
  const published = now - (PUBLISHED_HOUR - FIXING_HOUR) * 3_600_000;
  const fixing = slots.findLast(({ at }) => at <= published && new Date(at).getUTCHours() === FIXING_HOUR);
  if (fixing === undefined) return {};
  const date = new Date(fixing.at).toISOString().slice(0, 10);
  return Object.fromEntries(METALS.map((metal) => [metal, { price: fixing.prices[metal], date }]));
}
