import type { Metal } from "../../../shared/schemas/metal.ts";
import { METAL_CODES, METALS } from "../../../shared/schemas/metal.ts";
import type { SaidPrice, UpstreamScene } from "../scene.ts";

export interface WireRequest {
  /** After the prefix of the provider's `baseUrl`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly scene: UpstreamScene;
}

export interface WireResponse {
  readonly status: number;
  readonly json: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Ways in which every provider can refuse, each in its own words. */
export type WireRefusal = "rate_limited" | "quota_spent" | "server_error" | "bad_key" | "not_found";

/** What one provider's answers look like on the wire. */
export interface WireFormat {
  /** Null for a path that the provider does not have. */
  answer(asked: WireRequest): WireResponse | null;
  refusal(kind: WireRefusal): WireResponse;
}

/** Rounds as feeds do; enough places to keep the cents of a recorded price, and the digits of a reciprocal. */
export function places(value: number, digits: number): number {
  return Number(Math.abs(value) < 1 ? value.toPrecision(6) : value.toFixed(digits));
}

export function metalOfCode(code: string): Metal | undefined {
  return METALS.find((metal) => METAL_CODES[metal] === code);
}

/** The metals that share the newest time: one answer has one time for all, and an older price must not borrow it. */
export function newestTogether(
  scene: UpstreamScene,
): { readonly at: number; readonly metals: readonly [Metal, SaidPrice][] } {
  const at = Math.max(...[...scene.metals.values()].map((said) => said.at));
  return { at, metals: [...scene.metals].filter(([, said]) => said.at === at) };
}

/** The calendar dates from one to another, both included, YYYY-MM-DD. */
export function datesBetween(from: string, to: string): readonly string[] {
  const dates: string[] = [];
  for (
    let at = Date.parse(`${from}T00:00:00Z`);
    at <= Date.parse(`${to}T00:00:00Z`) && dates.length < 366;
    at += 86_400_000
  ) {
    dates.push(new Date(at).toISOString().slice(0, 10));
  }
  return dates;
}
