import type { Metal } from "../../../shared/schemas/metal.ts";
import type { MetalAnswer, Observation } from "../observe.ts";

export type Corroboration = "families" | "reference" | "history" | null;

/** What the answer says bears its price out. As long as answers do not say it, `agreed` is taken for families. */
export function corroborationOf(metal: Metal, answer: MetalAnswer, { inside }: Observation): Corroboration {
  const said = answer.latest.corroborated_by;
  if (said === undefined) return inside.statuses[metal] === "agreed" ? "families" : null;
  return said === "families" || said === "reference" || said === "history" ? said : null;
}

/** True once answers have the field. */
export function saysSo(answer: MetalAnswer): boolean {
  return answer.latest.corroborated_by !== undefined;
}
