/** What `deno task generate` can write, by the names in which it is asked for. */
export const NAMES = ["build", "openapi", "types", "uploads"] as const;
export type Name = typeof NAMES[number];
