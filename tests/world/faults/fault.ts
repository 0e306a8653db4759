import type { Metal } from "../../../shared/schemas/metal.ts";

/** How a provider does not answer. */
export const REFUSALS = [
  "http 500",
  "http 503",
  "http 401",
  "http 402",
  "http 403",
  "http 404",
  "http 429",
  "own bad_key",
  "own quota_spent",
  "own rate_limited",
  "own server_error",
  "own not_found",
  "timeout",
  "html with 200",
  "html with 403",
  "half an answer",
  "connection reset",
] as const;
export type RefusalName = (typeof REFUSALS)[number];

/** What can be wrong with a provider. Shares are fractions, `metals` null means all. */
export type FaultKind =
  | { readonly kind: "shape"; readonly shape: string; readonly metals: readonly Metal[] | null }
  | { readonly kind: "rates"; readonly shape: string }
  | { readonly kind: "refusal"; readonly how: RefusalName; readonly metals: readonly Metal[] | null }
  | { readonly kind: "missing"; readonly metals: readonly Metal[] }
  | { readonly kind: "frozen"; readonly stamp: "moves" | "stands" }
  | { readonly kind: "drift"; readonly to: number; readonly hours: number }
  | { readonly kind: "noise"; readonly share: number }
  /** Seconds by which its clock is ahead; negative is behind. */
  | { readonly kind: "skew"; readonly seconds: number }
  | { readonly kind: "undated" }
  | { readonly kind: "day_old"; readonly stamp: "now" | "true" }
  | { readonly kind: "odd_entry" }
  | { readonly kind: "slow"; readonly seconds: number }
  /** In the place of another one, so that all else stays as it was. */
  | { readonly kind: "nothing" };

/** A fault in force. */
export interface Fault {
  readonly id: number;
  readonly provider: string;
  readonly what: FaultKind;
  /** Epoch milliseconds. */
  readonly since: number;
}

export function concerns(fault: Fault, metal: Metal): boolean {
  const { what } = fault;
  switch (what.kind) {
    case "shape":
    case "refusal":
      return what.metals === null || what.metals.includes(metal);
    case "missing":
      return what.metals.includes(metal);
    case "rates":
    case "odd_entry":
    case "nothing":
      return false;
    default:
      return true;
  }
}

/** For the story. */
export function describeFault({ provider, what }: Pick<Fault, "provider" | "what">): string {
  const { kind, ...rest } = what;
  const words = Object.values(rest).map((value) => Array.isArray(value) ? value.join("+") : value ?? "all");
  return `${provider}: ${[kind, ...words].join(" ")}`;
}
