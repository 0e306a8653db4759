import { type Metal, METALS } from "../../../shared/schemas/metal.ts";
import { MAJORS } from "../model/truth.ts";
import type { MetalAnswer, Observation } from "../observe.ts";
import type { World } from "../world.ts";
import { type Corroboration, corroborationOf } from "./corroboration.ts";
import type { Violation } from "./invariant.ts";
import type { LastWord, Lies } from "./lies.ts";
import { distanceFromTruth, floorOf, percent, referenceShare } from "./tolerance.ts";

/**
 * Safe: a price that is served as `fresh` and borne out by families lies within one floor of what the truth has been
 * since its evidence, unless no honest family has answered since the lie began, or two families lie alike and no
 * reference can know better. Borne out by the reference, it lies within the tolerance of the reference; by history,
 * within that of a day.
 */
export function safe(seen: Observation, world: World, lies: Lies): readonly Violation[] {
  return [
    ...METALS.flatMap((metal): Violation[] => {
      const answer = seen.metals.get(metal);
      if (answer === undefined || answer.latest.state !== "fresh") return [];
      const by = corroborationOf(answer);
      if (by === null) return [];
      const alone = lonely(metal, answer, { by, words: lies.lastWords(metal, world) });
      if (alone !== null) return [alone];
      const off = distanceFromTruth(metal, answer, world);
      // A daily figure is no finer than a day's movement; `history` goes on from one for a day at most.
      const most = by === "families"
        ? floorOf(metal)
        : referenceShare(metal, by === "reference" ? 5 : 1) + floorOf(metal);
      if (Math.abs(off) <= most) return [];
      const words = lies.lastWords(metal, world);
      const liars = words.filter(({ isTrue }) => !isTrue);
      const since = Math.min(...liars.map(({ model }) => lies.lyingSince(model, metal) ?? Infinity));
      const knew = words.some(({ model }) => (lies.trueAt(model, metal) ?? -Infinity) > since);
      const alike = liars.filter(({ price }) => Math.abs(price / answer.latest.price - 1) <= floorOf(metal));
      const knows = world.plan.reference !== null && world.plan.reference.lie === null;
      if (by === "families" && liars.length > 0 && !knew) return [];
      if (alike.length >= 2 && !(knows && Math.abs(off) > referenceShare(metal, 1))) return [];
      // A reference that lies as the family does is not one that could know better.
      if (by === "reference" && world.plan.reference?.lie !== null && liars.length > 0) return [];
      const faults = world.faults.map(({ what }) => what.kind === "shape" ? what.shape : what.kind);
      return [{
        invariant: "safe",
        subject: metal,
        cause: liars.length === 0
          ? "agreed, wrong, and all told the truth"
          : `agreed and wrong beside a family that knew`,
        detail: `${metal} ${answer.latest.price} is ${percent(off)} from the truth, ${by}; in force: ${
          faults.join(", ") || "nothing"
        }`,
      }];
    }),
    ...safeRates(seen, world),
  ];
}

/** How long before a price another family may have spoken to bear it out: a quarter of an hour, and the pull itself. */
const TOGETHER_MS = 17 * 60_000;

/** What families bear out, two of them have said. */
function lonely(
  metal: Metal,
  answer: MetalAnswer,
  { by, words }: { readonly by: Corroboration; readonly words: readonly LastWord[] },
): Violation | null {
  const fetchedAt = Date.parse(String(answer.latest["fetched_at"]));
  const spoken = words.filter(({ at }) => at >= fetchedAt - TOGETHER_MS);
  if (by !== "families" || spoken.length > 1) return null;
  return {
    invariant: "safe",
    subject: metal,
    cause: "borne out by families, and one alone has spoken",
    detail: `${spoken.map(({ model }) => model.plan.key).join() || "none"} since ${
      new Date(fetchedAt - TOGETHER_MS).toISOString()
    }`,
  };
}

/**
 * Between two days a major moves by 5 % at most that is believed, others by 15 %; never more than four times that. A
 * first rate of a major is believed within 1.3 times its rough value.
 */
function safeRates({ inCurrency, currency }: Observation, world: World): readonly Violation[] {
  const answer = inCurrency?.values().next().value;
  if (answer === undefined || answer.fx === null || answer.latest.state === "stale") return [];
  const off = answer.fx.usd_value / world.truth.rateAt(currency, world.now) - 1;
  const most = MAJORS.has(currency) ? 0.31 : 0.6;
  if (Math.abs(off) <= most && off >= -most / (1 + most)) return [];
  return [{
    invariant: "safe",
    subject: currency,
    cause: "a wrong exchange rate makes a wrong price",
    detail: `${currency} is ${answer.fx.usd_value} (${answer.fx.source}), ${
      percent(off)
    } from the truth, state ${answer.latest.state}`,
  }];
}
