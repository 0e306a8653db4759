import { marketAt } from "../../../shared/market/market-at.ts";
import type { Provider } from "../../../shared/providers/provider.ts";
import { type Metal, METALS } from "../../../shared/schemas/metal.ts";
import { concerns, type Fault, type FaultKind } from "../faults/fault.ts";
import { PRICE_SHAPES } from "../faults/price-shapes.ts";
import { RATE_SHAPES } from "../faults/rate-shapes.ts";
import { habitOf, hashText, noiseAt, type SaidPrice, type UpstreamScene } from "../machine/from-stack.ts";
import { quotaMonthOf } from "./quota-month.ts";
import type { ReferenceModel } from "./reference.ts";
import { CURRENCIES, type Truth } from "./truth.ts";

/** How a provider is, without anything being wrong with it. */
export interface ProviderPlan {
  readonly key: string;
  /** Calls a month of its plan; null for none. */
  readonly quota: number | null;
  /** Day of the month and hour (UTC) at which its month begins. */
  readonly renews: { readonly day: number; readonly hour: number };
  readonly lacks: readonly Metal[];
  /** Says "no data" while the market is closed. */
  readonly restsOnWeekends: boolean;
  /** The free plan that gives yesterday's close. */
  readonly isDayOld: boolean;
  readonly latencyMs: number;
}

/** One thing that a provider said of a metal. */
export interface Saying {
  readonly at: number;
  readonly price: number;
  /** The time that it gave the price; null when it gave none. */
  readonly stampedAt: number | null;
}

const DAY = 86_400_000;
const HALF_SPREAD_BPS: Readonly<Record<Metal, number>> = {
  gold: 0.7,
  silver: 5,
  platinum: 15,
  palladium: 25,
};
const HONEST_NOISE_BPS = 2;

/** A provider with its own truth: what it counts, what it says, and what is wrong with it. */
export class ProviderModel {
  readonly plan: ProviderPlan;
  readonly provider: Provider;
  faults: readonly Fault[] = [];
  /** Its own count of the month, by begin of the month. */
  readonly counts = new Map<number, number>();
  /** Calls by UTC day, those of closed hours apart. */
  readonly days = new Map<number, { calls: number; whileClosed: number }>();
  lastCalledAt: number | null = null;
  /** The last answer with prices. */
  lastAnsweredAt: number | null = null;
  readonly said: Partial<Record<Metal, Saying>> = {};
  readonly #truth: Truth;
  readonly #reference: ReferenceModel | null;
  readonly #seed: number;

  constructor(
    plan: ProviderPlan,
    { provider, truth, reference }: {
      readonly provider: Provider;
      readonly truth: Truth;
      /** What it passes on of central banks' fixings; null where it has none. */
      readonly reference: ReferenceModel | null;
    },
  ) {
    this.plan = plan;
    this.#reference = reference;
    this.provider = provider;
    this.#truth = truth;
    this.#seed = hashText(plan.key);
  }

  /** Counts a call; false when the plan has no call left, as the provider sees it. */
  count(now: number): boolean {
    const day = Math.floor(now / DAY);
    const counted = this.days.get(day) ?? { calls: 0, whileClosed: 0 };
    counted.calls++;
    if (marketAt(now).state === "closed") counted.whileClosed++;
    this.days.set(day, counted);
    this.lastCalledAt = now;
    const month = quotaMonthOf(this.plan.renews, now);
    const calls = (this.counts.get(month) ?? 0) + 1;
    this.counts.set(month, calls);
    return this.plan.quota === null || calls <= this.plan.quota;
  }

  used(now: number): number {
    return this.counts.get(quotaMonthOf(this.plan.renews, now)) ?? 0;
  }

  /** A fault of one kind, the newest. */
  fault<K extends FaultKind["kind"]>(kind: K): (Fault & { what: Extract<FaultKind, { kind: K }> }) | null {
    const found = this.faults.findLast((one) => one.what.kind === kind);
    return found === undefined ? null : found as Fault & { what: Extract<FaultKind, { kind: K }> };
  }

  /** What it would say now. */
  scene(now: number): UpstreamScene {
    const truth = this.#truth;
    const rates = this.fault("rates")?.what.shape ?? null;
    const shape = rates === null ? null : RATE_SHAPES[rates] ?? null;
    const rate = (code: string, at: number): number | null => {
      const value = truth.rateAt(code, at);
      return shape === null ? value : shape(code, value);
    };
    const metals = new Map(METALS.flatMap((metal) => this.#saying(metal, now)));
    return {
      // Formats stamp rates with it, and nothing else.
      now: rates === "dated 2126" ? now + 100 * 365.25 * DAY : now + this.#skew(),
      metals,
      currencies: new Map(CURRENCIES.flatMap((code) => {
        const value = rate(code, now);
        return value === null ? [] : [[code, value] as const];
      })),
      closeOf: (metal, date) => truth.priceAt(metal, Math.min(now, Date.parse(`${date}T21:00:00Z`))),
      currencyOn: (code, date) => rate(code, Date.parse(`${date}T21:00:00Z`)),
      isRecorded: false,
      fixOn: (metal, date) => this.#reference?.saysOn(metal, date, now) ?? null,
      usage: { total: this.plan.quota ?? 0, used: this.used(now) },
    };
  }

  #skew(): number {
    return (this.fault("skew")?.what.seconds ?? 0) * 1000;
  }

  #saying(metal: Metal, now: number): readonly (readonly [Metal, SaidPrice])[] {
    const { plan } = this;
    if (!this.provider.metals.includes(metal) || plan.lacks.includes(metal)) return [];
    if (plan.restsOnWeekends && marketAt(now).state === "closed") return [];
    if (this.faults.some((fault) => fault.what.kind === "missing" && concerns(fault, metal))) return [];
    const habit = habitOf(plan.key);
    const dayOld = this.fault("day_old");
    const yesterday = Math.floor(now / DAY) * DAY - 1000;
    const isOld = plan.isDayOld || dayOld !== null;
    const seenAt = isOld ? yesterday : habit.timeOf(now);
    const frozen = this.fault("frozen");
    const from = frozen === null ? seenAt : Math.min(seenAt, frozen.since);
    const noise = HONEST_NOISE_BPS * noiseAt(this.#seed + hashText(metal), Math.floor(from / 1000));
    let price = this.#truth.priceAt(metal, from) * (1 + (habit.offsetBps + noise) * 1e-4);
    price = this.#distort(metal, price, now);
    const half = Math.abs(price) * HALF_SPREAD_BPS[metal] * 1e-4;
    const stamp = frozen?.what.stamp === "stands"
      ? from
      : dayOld?.what.stamp === "now"
      ? habit.timeOf(now)
      : seenAt;
    return [[metal, { price, bid: price - half, ask: price + half, at: stamp + this.#skew() }]];
  }

  #distort(metal: Metal, honest: number, now: number): number {
    let price = honest;
    for (const { what, since, ...fault } of this.faults) {
      if (!concerns({ what, since, ...fault }, metal)) continue;
      if (what.kind === "shape") {
        price = PRICE_SHAPES[what.shape]?.(metal, price, { truth: this.#truth, now }) ?? price;
      } else if (what.kind === "drift") {
        price *= 1 + what.to * Math.min(1, (now - since) / (what.hours * 3_600_000));
      } else if (what.kind === "noise") {
        price *= 1 + what.share * noiseAt(this.#seed + hashText(`${metal}noise`), Math.floor(now / 1000));
      }
    }
    return price;
  }
}
