import { marketAt } from "../../../shared/market/market-at.ts";
import { METALS } from "../../../shared/schemas/metal.ts";
import type { Observation } from "../observe.ts";
import type { World } from "../world.ts";
import type { Violation } from "./invariant.ts";
import { cadenceOf } from "./live.ts";
import { distanceFromTruth, floorOf, percent } from "./tolerance.ts";

/** Clean: where nothing is wrong, every price is current and true, and nothing is reported. */
export function clean(seen: Observation, world: World): readonly Violation[] {
  if (!world.plan.isClean || world.pulls.length < 3) return [];
  const found: Violation[] = [];
  const quickest = Math.min(
    ...world.models.filter(({ provider }) =>
      provider.kind === "spot" && provider.metals.length === METALS.length
    )
      .map((model) => cadenceOf(model, world)),
  );
  const market = marketAt(world.now);
  // Asked slot after slot for a while.
  const isAsked = quickest <= world.slotMs && market.state === "open" &&
    world.pulls.slice(-2).every(({ slotAt }) =>
      slotAt > Math.max(market.since, world.now - 3 * world.slotMs)
    );
  for (const metal of METALS) {
    const answer = seen.metals.get(metal);
    if (answer === undefined) {
      if (isAsked) found.push({ invariant: "clean", subject: metal, cause: "no price", detail: "" });
      continue;
    }
    const off = distanceFromTruth(metal, answer, world);
    const { state, state_reason: reason } = answer.latest;
    if (Math.abs(off) > floorOf(metal) / 2) {
      found.push({
        invariant: "clean",
        subject: metal,
        cause: "wrong",
        detail: `${answer.latest.price} is ${percent(off)} from the truth`,
      });
    }
    if (isAsked && state !== "fresh") {
      found.push({ invariant: "clean", subject: metal, cause: `${state}`, detail: reason ?? "" });
    }
  }
  for (const { kind, subject } of seen.inside.alerts) {
    if (!["spread", "disputed"].includes(kind)) continue;
    found.push({ invariant: "clean", subject, cause: `alert ${kind}`, detail: "" });
  }
  return found;
}
