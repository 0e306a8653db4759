/** What a provider can be told to do wrong. */
export const UPSTREAM_FAULTS = [
  // In the provider's own words.
  "rate_limited",
  "quota_spent",
  "server_error",
  "bad_key",
  // On the wire.
  "timeout",
  "slow_loris",
  "connection_reset",
  "truncated_json",
  "html",
  "huge_body",
  "invalid_utf8",
  "redirect",
  "nan",
  "deep_json",
  // In the prices.
  "inverted",
  "zero",
  "stale",
  "swapped",
  "missing_metal",
  "frozen",
  "factor_31",
  "plus_2_percent",
  "noise",
  "six_hours_old",
] as const;

export type UpstreamFault = (typeof UPSTREAM_FAULTS)[number];

export interface ActiveFault {
  readonly fault: UpstreamFault;
  /** Upstream time at which it was ordered, epoch ms. */
  readonly since: number;
}

interface Order extends ActiveFault {
  left: number;
}

/** The orders that are in force: one a provider, `*` for those without their own. */
export class FaultBoard {
  readonly #orders = new Map<string, Order>();

  order(provider: string, { fault, since, times }: ActiveFault & { readonly times: number | null }): void {
    this.#orders.set(provider, { fault, since, left: times ?? Infinity });
  }

  clear(): void {
    this.#orders.clear();
  }

  /** The fault for the next call of a provider, counted down. */
  take(provider: string): ActiveFault | null {
    const key = this.#orders.has(provider) ? provider : "*";
    const order = this.#orders.get(key);
    if (order === undefined) return null;
    order.left -= 1;
    if (order.left <= 0) this.#orders.delete(key);
    return { fault: order.fault, since: order.since };
  }

  list(): readonly {
    readonly provider: string;
    readonly fault: UpstreamFault;
    readonly left: number | null;
  }[] {
    return [...this.#orders].map(([provider, { fault, left }]) => ({
      provider,
      fault,
      left: left === Infinity ? null : left,
    }));
  }
}
