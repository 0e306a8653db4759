import type { Answer } from "../provider.ts";

/** An answer that fills only what it has. */
export function answer(parts: Partial<Answer>): Answer {
  return { quotes: parts.quotes ?? [], fx: parts.fx ?? [], quota: parts.quota ?? null };
}
