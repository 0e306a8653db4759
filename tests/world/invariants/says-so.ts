import { METALS } from "../../../shared/schemas/metal.ts";
import type { Observation } from "../observe.ts";
import type { World } from "../world.ts";
import { corroborationOf, saysSo } from "./corroboration.ts";
import type { Violation } from "./invariant.ts";
import { distanceFromTruth, floorOf, percent } from "./tolerance.ts";

/** What is uncorroborated says so: a wrong price of a sole family is not served as plain `fresh`. */
export function uncorroboratedSaysSo(seen: Observation, world: World): readonly Violation[] {
  return METALS.flatMap((metal): Violation[] => {
    const answer = seen.metals.get(metal);
    if (answer === undefined || answer.latest.state !== "fresh" || saysSo(answer)) return [];
    if (corroborationOf(metal, answer, seen) !== null) return [];
    const off = distanceFromTruth(metal, answer, world);
    if (Math.abs(off) <= floorOf(metal)) return [];
    const sources = world.models.filter(({ said }) => said[metal] !== undefined).length;
    return [{
      invariant: "says-so",
      subject: metal,
      cause: `one source, wrong by ${Math.abs(off) > 0.1 ? "more than 10 %" : "up to 10 %"}, plain fresh`,
      detail: `${metal} ${answer.latest.price} is ${
        percent(off)
      } from the truth; ${sources} provider(s) ever answered`,
    }];
  });
}
