import type { Reading } from "../provider.ts";

/** An answer that fills only what it has. */
export function reading(parts: Partial<Reading>): Reading {
  const { quotes = [], fx = [], quota = null, references = [], refused = [] } = parts;
  return { quotes, fx, quota, references, refused };
}
