import type { ProviderFailure } from "../../errors.ts";
import type { RefusedEntry } from "../../schemas/quote.ts";
import { refuseReading } from "./refuse-reading.ts";

/** More say nothing new: an answer with fifty odd entries has changed its shape. */
const MOST_KEPT = 50;

/** Reads the entries of one answer and keeps those that cannot be used, so that one odd value costs that value only. */
export interface Sieve {
  readonly refused: readonly RefusedEntry[];
  /** The number of an entry. Null where nothing was said (`undefined`) and where what was said is refused. */
  number(what: string, value: unknown): number | null;
  /** The members of an object; none where nothing was said and where it is refused for not being one. */
  members(what: string, value: unknown): readonly (readonly [name: string, value: unknown])[];
  /** Keeps an entry with the reason for which it is not used. Neither may hold a value that the provider said. */
  refuse(what: string, reason: string): void;
}

export function createSieve(): Sieve {
  const refused: RefusedEntry[] = [];
  const sieve: Sieve = {
    refused,
    number(what, value): number | null {
      if (value === undefined) return null;
      if (typeof value === "number" && Number.isFinite(value)) return value;
      sieve.refuse(what, "not a number");
      return null;
    },
    members(what, value): readonly (readonly [string, unknown])[] {
      if (value === undefined) return [];
      if (typeof value === "object" && value !== null && !Array.isArray(value)) return Object.entries(value);
      sieve.refuse(what, "not an object");
      return [];
    },
    refuse(what, reason): void {
      if (refused.length < MOST_KEPT) refused.push({ what: shown(what), reason });
    },
  };
  return sieve;
}

/**
 * Refuses the whole answer where nothing of it is left: `no_data` where it said nothing, `bad_response` where what it
 * said could not be used.
 */
export function orNothing<T>(
  entries: readonly T[],
  { provider, sieve, missing }: {
    readonly provider: string;
    readonly sieve: Sieve;
    readonly missing: string;
  },
): readonly T[] {
  if (entries.length > 0) return entries;
  const [first] = sieve.refused;
  const failure: ProviderFailure = first === undefined ? "no_data" : "bad_response";
  const reason = first === undefined ? `it has no ${missing}` : `${first.what} is ${first.reason}`;
  return refuseReading({ provider, failure, reason });
}

/** Names come from outside: a harmless part of them is kept. */
function shown(what: string): string {
  return what.replace(/[^\w .:-]/g, "").slice(0, 40) || "an entry";
}
