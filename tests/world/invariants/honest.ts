import { lastCloseBefore } from "../../../shared/market/market-at.ts";
import { openMillisecondsBetween } from "../../../shared/market/open-time.ts";
import { METAL_CODES, METALS } from "../../../shared/schemas/metal.ts";
import type { MetalAnswer, Observation } from "../observe.ts";
import type { World } from "../world.ts";
import type { Violation } from "./invariant.ts";
import { cadenceOf } from "./live.ts";

const HOUR = 3_600_000;

/** Honest: answer, health and feed tell the same story, and a gap of open market is not filled. */
export function honest(seen: Observation, world: World): readonly Violation[] {
  return METALS.flatMap((metal): Violation[] => {
    const answer = seen.metals.get(metal);
    if (answer === undefined) return [];
    const found: Violation[] = [];
    const say = (cause: string, detail: string): void => {
      found.push({ invariant: "honest", subject: metal, cause, detail });
    };
    const { latest } = answer;
    const health = seen.health.metals[metal];
    if (health?.state !== latest.state) {
      say(
        "health has another state than the answer",
        `${health?.state} in health, ${latest.state} in the answer`,
      );
    }
    const fed = seen.feed?.data[METAL_CODES[metal].toLowerCase()];
    if (fed === undefined || Math.abs(fed.price / latest.price - 1) > 1e-6) {
      say(
        "the feed has another price than the answer",
        `${fed?.price} in the feed, ${latest.price} in the answer`,
      );
    }
    const dated = Date.parse(seen.feed?.generated_at ?? "");
    if ((latest.state === "stale" || latest.state === "disputed") && dated > Date.parse(latest.ts) + 1000) {
      say(
        `the feed shows a ${latest.state} price as current`,
        `generated_at ${seen.feed?.generated_at}, the price is of ${latest.ts}`,
      );
    }
    const ages = openMillisecondsBetween(Date.parse(latest.ts), seen.at);
    if (latest.state === "fresh" && ages > Math.max(2 * world.slotMs, 600_000) + 1000) {
      say("fresh, but old", `the price is of ${latest.ts}`);
    }
    if (latest.state === "disputed" && ages > 26 * HOUR) {
      say(
        "disputed, and never stale",
        `the price is of ${latest.ts}, ${Math.round(ages / HOUR)} h of open market ago`,
      );
    }
    found.push(...carriedGap(answer, seen, world));
    return found;
  });
}

/** A carried point needs a price until shortly before the close that it stands through. */
function carriedGap(answer: MetalAnswer, seen: Observation, world: World): readonly Violation[] {
  // Without a point between two carried ones the last price is that of the database.
  let lastPriced: number | null = null;
  // Where the plans allow a price only now and then, the time between two is no gap; the quicker one may be failing.
  const slowest = Math.min(
    24 * HOUR,
    Math.max(
      ...world.models.filter(({ provider }) => provider.kind === "spot").map((model) =>
        cadenceOf(model, world)
      ),
    ),
  );
  for (const { ts, carried } of answer.series) {
    const at = Date.parse(ts);
    if (!carried) {
      lastPriced = at;
      continue;
    }
    const close = lastCloseBefore(at);
    const last = lastPriced ?? Math.min(at, Date.parse(seen.inside.last_priced[answer.metal] ?? ""));
    if (Number.isNaN(last)) continue;
    const gap = openMillisecondsBetween(last, close);
    if (gap > Math.max(2 * HOUR, 1.5 * slowest) + world.slotMs) {
      return [{
        invariant: "honest",
        subject: answer.metal,
        cause: "a gap of open market before a closure is filled with carried points",
        detail: `the point of ${ts} is carried over ${
          (gap / HOUR).toFixed(1)
        } h of open market without a price`,
      }];
    }
  }
  return [];
}
