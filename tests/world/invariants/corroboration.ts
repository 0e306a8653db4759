import type { MetalAnswer } from "../observe.ts";

export type Corroboration = "families" | "reference" | "history" | null;

/** What the answer says bears its price out. */
export function corroborationOf({ latest }: MetalAnswer): Corroboration {
  const said = latest.corroborated_by;
  return said === "families" || said === "reference" || said === "history" ? said : null;
}
