import { METALS } from "../../../shared/schemas/metal.ts";
import { DEFAULT_THRESHOLDS } from "../../../shared/validation/thresholds.ts";
import { toleranceBps } from "../../../shared/validation/tolerance.ts";
import type { Observation } from "../observe.ts";
import type { World } from "../world.ts";
import type { Violation } from "./invariant.ts";
import type { Lies } from "./lies.ts";
import { floorOf, percent } from "./tolerance.ts";

/** A last word counts for an hour at least. */
const WITNESS_MS = 50 * 60_000;

/**
 * What is in doubt says so: the price of one source is not served as plain `fresh` beside a family that said otherwise
 * lately and told the truth. Not asked is not agreed.
 */
export function saysWhatIsInDoubt(seen: Observation, world: World, lies: Lies): readonly Violation[] {
  return METALS.flatMap((metal): Violation[] => {
    const answer = seen.metals.get(metal);
    if (answer === undefined || answer.latest.state !== "fresh") return [];
    const { price, sources } = answer.latest;
    if (sources.filter(({ verdict }) => verdict === "accepted").length !== 1) return [];
    const denying = lies.lastWords(metal, world).find(({ model, at, price: said, isTrue }) => {
      const bps = 2 * toleranceBps(DEFAULT_THRESHOLDS.floorBps[metal], { seenAt: at, now: world.now });
      return isTrue && world.now - at < WITNESS_MS && model.provider.kind === "spot" &&
        !model.plan.isDayOld &&
        Math.abs(price / said - 1) > bps / 10_000 + floorOf(metal);
    });
    if (denying === undefined) return [];
    return [{
      invariant: "says-so",
      subject: metal,
      cause: "plain fresh beside a family that said otherwise",
      detail: `${metal} ${price} is ${
        percent(price / denying.price - 1)
      } from what ${denying.model.plan.key} said at ${new Date(denying.at).toISOString()}`,
    }];
  });
}
