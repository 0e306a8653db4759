import { marketAt } from "../../shared/market/market-at.ts";
import { addOpenMilliseconds } from "../../shared/market/open-time.ts";
import { METALS } from "../../shared/schemas/metal.ts";
import { budget } from "./invariants/budget.ts";
import { clean } from "./invariants/clean.ts";
import { honest } from "./invariants/honest.ts";
import type { InvariantName, Violation } from "./invariants/invariant.ts";
import { Lies } from "./invariants/lies.ts";
import { cadenceOf, live } from "./invariants/live.ts";
import { safe } from "./invariants/safe.ts";
import { saysWhatIsInDoubt } from "./invariants/says-so.ts";
import { CURRENCIES } from "./model/truth.ts";
import type { WorldPlan } from "./model/world-plan.ts";
import { type Observation, observe } from "./observe.ts";
import { World, type WorldMachine } from "./world.ts";

export interface RunOptions {
  readonly only: ReadonlySet<InvariantName>;
  /** Called with each observation, for comparisons of runs. */
  readonly onSeen?: (seen: Observation, step: number) => void;
}

export interface Found extends Violation {
  readonly step: number;
  readonly story: readonly string[];
}

export interface RunResult {
  /** The first violation of each kind of cause. */
  readonly found: readonly Found[];
  readonly steps: number;
  readonly pulls: number;
  readonly faults: number;
}

const HOUR = 3_600_000;
const EPILOGUE_PULLS = 14;
const LAST_SLOTS = 5;

/** Runs a world from its begin to a quiet end, and looks after every step. */
export async function runWorld(
  plan: WorldPlan,
  machine: WorldMachine,
  options: RunOptions,
): Promise<RunResult> {
  const world = await World.create(plan, machine);
  const lies = new Lies();
  const found = new Map<string, Found>();
  let faults = 0;

  async function look(step: number): Promise<void> {
    lies.look(world);
    const currency = CURRENCIES[step % CURRENCIES.length] ?? "EUR";
    const seen = await observe(world, { currency, window: step % 4 === 0 ? "24h" : "1h" });
    options.onSeen?.(seen, step);
    const violations = [
      ...(options.only.has("safe") ? safe(seen, world, lies) : []),
      ...(options.only.has("says-so") ? saysWhatIsInDoubt(seen, world, lies) : []),
      ...(options.only.has("live") ? live(seen, world) : []),
      ...(options.only.has("honest") ? honest(seen, world) : []),
      ...(options.only.has("budget") ? budget(seen, world) : []),
      ...(options.only.has("clean") ? clean(seen, world) : []),
    ];
    for (const violation of violations) {
      const key = `${violation.invariant}: ${violation.cause}`;
      if (found.has(key)) continue;
      const served = METALS.map((metal) => servedLine(metal, seen, world)).join("; ");
      found.set(key, { ...violation, step, story: [...world.story.lines(), served] });
    }
  }

  let index = 0;
  for (const step of plan.steps) {
    if (step.do === "begin") faults++;
    await world.step(step);
    // A fault shows with the next answer.
    if (step.do !== "begin" && step.do !== "end") await look(index);
    index++;
  }
  // What began must be over within a bounded time.
  world.endAll();
  for (const slots of epilogue(world)) {
    if (slots > world.now) world.time.moveTo(slots);
    await world.pullNextSlot();
    await look(index++);
  }
  for (let slot = 0; slot < LAST_SLOTS; slot++) await world.pullNextSlot();
  await look(index++);
  return { found: [...found.values()], steps: index, pulls: world.pulls.length, faults };
}

/** Moments of open market over the time that the slowest recovery may take; then some slots in the middle of a day. */
function epilogue(world: World): readonly number[] {
  const spot = world.models.filter(({ provider }) => provider.kind === "spot");
  const slowest = [...spot.map((model) => cadenceOf(model, world)).toSorted((a, b) => a - b)][1] ??
    world.slotMs;
  const length = Math.max(26 * HOUR, 6 * HOUR + Math.min(3.3 * slowest, 60 * HOUR));
  const times = Array.from(
    { length: EPILOGUE_PULLS },
    (_, index) => addOpenMilliseconds(world.now, length * (index + 1) / EPILOGUE_PULLS),
  );
  const last = times.at(-1) ?? world.now;
  return [...times, quiet(last, world.slotMs * (LAST_SLOTS + 2))];
}

/** The first moment from which the market stays open, and has been, for so long. */
function quiet(from: number, length: number): number {
  let at = from;
  for (let tries = 0; tries < 2000; tries++) {
    const market = marketAt(at);
    const opened = market.since + Math.min(4 * HOUR, length);
    if (market.state === "open" && !market.thin && market.changesAt - at > length && at >= opened) return at;
    at = market.state === "open" && market.changesAt - at > length && !market.thin ? opened : at + HOUR;
  }
  return at;
}

function servedLine(metal: (typeof METALS)[number], seen: Observation, world: World): string {
  const latest = seen.metals.get(metal)?.latest;
  const truth = world.truth.priceAt(metal, world.now).toPrecision(6);
  if (latest === undefined) return `${metal} none (truth ${truth})`;
  return `${metal} ${latest.price} ${latest.state} of ${latest.ts} (truth ${truth})`;
}
