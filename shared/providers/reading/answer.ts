import type { Answer } from "../provider.ts";

/** An answer that fills only what it has. */
export function answer(parts: Partial<Answer>): Answer {
  const { quotes = [], fx = [], quota = null, references = [], refused = [] } = parts;
  return { quotes, fx, quota, references, refused };
}
