import { utcDay } from "../market/calendar-day.ts";
import { type Candidate, fits } from "./candidate.ts";
import type { RefusedBefore } from "./rate-facts.ts";
import { END_DAYS } from "./rate-age.ts";

interface Entry {
  readonly provider: string;
  readonly value: number;
  /** Day that it was last said on. */
  readonly day: number;
  readonly firstAt: string;
  readonly days: number;
}

export interface Memory {
  /** Since when, and on how many days, the provider has said about that much; this time is counted. */
  seen(candidate: Candidate): { readonly firstDay: number; readonly firstAt: string; readonly days: number };
  /** Remembers a refused rate and gives what is to be stored with it. */
  note(candidate: Candidate): { readonly firstAt: string; readonly days: number };
  /** A provider that gave a good rate starts again. */
  forget(candidate: Candidate): void;
  all(): readonly Entry[];
}

/** What each provider said of a currency while it was not believed. */
export function createMemory(refused: readonly RefusedBefore[]): Memory {
  const entries = new Map<string, Entry>(
    refused.map(({ provider, usdValue, firstAt, lastAt, days }) => [
      provider,
      { provider, value: usdValue, day: utcDay(Date.parse(lastAt)), firstAt, days },
    ]),
  );

  function seen(candidate: Candidate): ReturnType<Memory["seen"]> {
    const before = entries.get(candidate.rate.provider);
    const goesOn = before !== undefined && candidate.day >= before.day &&
      candidate.day - before.day <= END_DAYS && fits(candidate, before);
    if (!goesOn) return { firstDay: candidate.day, firstAt: candidate.rate.quotedAt, days: 1 };
    const days = before.days + (candidate.day > before.day ? 1 : 0);
    return { firstDay: utcDay(Date.parse(before.firstAt)), firstAt: before.firstAt, days };
  }

  return {
    seen,
    note(candidate): ReturnType<Memory["note"]> {
      const { firstAt, days } = seen(candidate);
      const { rate: { provider }, value, day } = candidate;
      if (Number.isFinite(day)) entries.set(provider, { provider, value, day, firstAt, days });
      return { firstAt, days };
    },
    forget: ({ rate }) => void entries.delete(rate.provider),
    all: () => [...entries.values()],
  };
}
