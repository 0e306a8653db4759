import type { ProviderPlan } from "./model/provider-model.ts";
import type { Step, WorldPlan } from "./model/world-plan.ts";

/** Worlds that happened: each is hard for one rule, and random ones seldom meet it. */
export interface Scenario {
  readonly name: string;
  readonly plan: WorldPlan;
}

const MONTHLY = { day: 1, hour: 0 };

function provider(key: string, quota: number | null): ProviderPlan {
  return { key, quota, renews: MONTHLY, lacks: [], restsOnWeekends: false, isDayOld: false, latencyMs: 150 };
}

function world(providers: readonly ProviderPlan[], steps: readonly Step[]): WorldPlan {
  return {
    startsAt: Date.parse("2026-11-17T14:02:00Z"),
    truth: { seed: 7, path: "walk", crashes: [] },
    intervalSeconds: 300,
    providers,
    reference: null,
    functionSkewSeconds: 0,
    isClean: false,
    steps,
  };
}

const KEYLESS = provider("gold-api", null);
const LARGE = [provider("metals-dev", 30_000), provider("metals-api", 30_000)];

function all(what: Extract<Step, { do: "begin" }>["what"], providers: number): Step[] {
  return Array.from({ length: providers }, (_, index) => ({ do: "begin", provider: index, what }));
}

function end(faults: number): Step[] {
  return Array.from({ length: faults }, () => ({ do: "end", which: 0 }));
}

export const SCENARIOS: readonly Scenario[] = [
  {
    // The first pull carries prices of 2023, or of another unit; then three families tell the truth.
    name: "a wrong first price",
    plan: world([KEYLESS, ...LARGE], [
      ...all({ kind: "shape", shape: "per 10 g", metals: null }, 3),
      { do: "pull", slots: 2 },
      ...end(3),
      { do: "pull", slots: 90 },
    ]),
  },
  {
    // A keyless provider goes away while the honest one, of a free plan, is asked once in a while.
    name: "one goes away, the other is seldom asked",
    plan: world([KEYLESS, provider("metals-dev", 1000)], [
      { do: "pull", slots: 24 },
      { do: "begin", provider: 0, what: { kind: "shape", shape: "−3 %", metals: null } },
      { do: "pull", slots: 1 },
      { do: "pull", slots: 1 },
      { do: "pull", slots: 1 },
      { do: "pull", slots: 12 },
    ]),
  },
  {
    // Two families stand apart when everything stops.
    name: "a dispute, and then silence",
    plan: world([KEYLESS, ...LARGE.slice(0, 1)], [
      { do: "pull", slots: 12 },
      { do: "begin", provider: 0, what: { kind: "shape", shape: "−3 %", metals: null } },
      { do: "pull", slots: 3 },
      { do: "leap", hours: 60 },
      ...all({ kind: "refusal", how: "http 503", metals: null }, 2),
      { do: "pull", slots: 3 },
    ]),
  },
];
