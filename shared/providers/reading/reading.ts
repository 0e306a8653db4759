import type { Reading } from "../provider.ts";

/** An answer that fills only what it has. */
export function reading(parts: Partial<Reading>): Reading {
  return { quotes: parts.quotes ?? [], fx: parts.fx ?? [], quota: parts.quota ?? null };
}
