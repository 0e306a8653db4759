import { type Metal, METALS } from "../../../shared/schemas/metal.ts";
import type { FaultKind } from "../faults/fault.ts";
import { RATE_SHAPES } from "../faults/rate-shapes.ts";
import { CURRENCIES } from "../model/truth.ts";
import type { Step, WorldPlan } from "../model/world-plan.ts";
import type { Observation } from "../observe.ts";
import { type Found, runWorld } from "../run-world.ts";
import type { WorldMachine } from "../world.ts";
import { floorOf, percent } from "./tolerance.ts";

/** What was served at one look: the part that two runs are compared by. */
export interface Served {
  readonly at: number;
  readonly metals: ReadonlyMap<Metal, { readonly state: string; readonly price: number }>;
  readonly currency: string;
  /** Dollars for one unit; null without an answer. */
  readonly rate: number | null;
}

export function servedIn({ at, metals, currency, inCurrency }: Observation): Served {
  return {
    at,
    metals: new Map(
      [...metals].map(([metal, { latest: { state, price } }]) => [metal, { state, price }]),
    ),
    currency,
    rate: inCurrency?.values().next().value?.fx?.usd_value ?? null,
  };
}

/** Better first. */
const STATES = ["fresh", "carried", "disputed", "stale"];

/**
 * Isolated: the same world without one metal's or one currency's fault serves nothing better for the others. One
 * fault is taken out; the rest is the same.
 */
export async function isolated(
  plan: WorldPlan,
  { machine, served, seed }: {
    readonly machine: WorldMachine;
    readonly served: readonly Served[];
    readonly seed: number;
  },
): Promise<readonly Found[]> {
  const candidates = plan.steps.flatMap((step, index) => isLimited(step) ? [index] : []);
  const index = candidates[seed % Math.max(1, candidates.length)];
  const taken = index === undefined ? undefined : plan.steps[index];
  if (index === undefined || taken?.do !== "begin") return [];
  const steps = plan.steps.map((step, place): Step =>
    place === index ? { ...taken, what: { kind: "nothing" } } : step
  );
  const without: Served[] = [];
  await runWorld({ ...plan, steps }, machine, {
    only: new Set(),
    onSeen: (seen) => without.push(servedIn(seen)),
  });
  const metals = METALS.filter((metal) => !metalsOf(taken.what).includes(metal));
  const currencies = CURRENCIES.filter((currency) => !currenciesOf(taken.what).includes(currency));
  const what = taken.what.kind === "rates" ? `rates (${taken.what.shape})` : taken.what.kind;
  for (const [place, here] of served.entries()) {
    const there = without[place];
    // Calls that were not made take no time: later pulls may lie a moment apart.
    if (there === undefined || Math.abs(there.at - here.at) > 60_000) return [];
    const detail = difference(here, there, { metals, currencies });
    if (detail === null) continue;
    return [{
      invariant: "isolated",
      subject: detail.subject,
      cause: `${what} changes another ${detail.kind}`,
      detail: `${detail.text}, without the fault of step ${index} (${JSON.stringify(taken.what)})`,
      step: place,
      story: [],
    }];
  }
  return [];
}

function isLimited(step: Step): boolean {
  if (step.do !== "begin") return false;
  const { what } = step;
  if (what.kind === "refusal") return what.metals !== null && what.how !== "timeout";
  return what.kind === "rates" || what.kind === "missing" || (what.kind === "shape" && what.metals !== null);
}

function metalsOf(what: FaultKind): readonly Metal[] {
  if (what.kind === "shape" || what.kind === "refusal") return what.metals ?? METALS;
  return what.kind === "missing" ? what.metals : [];
}

function currenciesOf(what: FaultKind): readonly string[] {
  if (what.kind !== "rates") return [];
  const shape = RATE_SHAPES[what.shape];
  return CURRENCIES.filter((code) => what.shape === "dated 2126" || shape?.(code, 2) !== 2);
}

function difference(
  here: Served,
  there: Served,
  { metals, currencies }: { readonly metals: readonly Metal[]; readonly currencies: readonly string[] },
): { readonly subject: string; readonly kind: string; readonly text: string } | null {
  for (const metal of metals) {
    const [one, other] = [here.metals.get(metal), there.metals.get(metal)];
    if (other === undefined) continue;
    const at = new Date(here.at).toISOString();
    if (one === undefined) return { subject: metal, kind: "metal", text: `${metal} has no price at ${at}` };
    const isWorse = STATES.indexOf(one.state) > STATES.indexOf(other.state);
    const apart = one.price / other.price - 1;
    if (isWorse) {
      return {
        subject: metal,
        kind: "metal",
        text: `${metal} is ${one.state}, else ${other.state}, at ${at}`,
      };
    }
    if (one.state === "fresh" && other.state === "fresh" && Math.abs(apart) > floorOf(metal)) {
      return { subject: metal, kind: "metal", text: `${metal} is ${percent(apart)} elsewhere at ${at}` };
    }
  }
  if (!currencies.includes(here.currency) || there.rate === null) return null;
  if (here.rate !== null && Math.abs(here.rate / there.rate - 1) <= 0.01) return null;
  return {
    subject: here.currency,
    kind: "currency",
    text: `${here.currency} is ${here.rate}, else ${there.rate}, at ${new Date(here.at).toISOString()}`,
  };
}
