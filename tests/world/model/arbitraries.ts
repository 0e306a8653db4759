import fc from "fast-check";
import { PROVIDERS } from "../../../shared/providers/registry.ts";
import { METALS } from "../../../shared/schemas/metal.ts";
import { REAL_DATA } from "../../support/data/real-data.ts";
import { type FaultKind, REFUSALS } from "../faults/fault.ts";
import { PRICE_SHAPES } from "../faults/price-shapes.ts";
import { RATE_SHAPES } from "../faults/rate-shapes.ts";
import type { ProviderPlan } from "./provider-model.ts";
import type { Crash } from "./truth.ts";
import type { Step, WorldPlan } from "./world-plan.ts";

const SPOT = PROVIDERS.filter(({ kind }) => kind === "spot");
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const someMetals = fc.subarray([...METALS], { minLength: 1, maxLength: 2 });
const allOrSome = fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 2, arbitrary: someMetals });

const faultKind: fc.Arbitrary<FaultKind> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("shape" as const),
      shape: fc.constantFrom(...Object.keys(PRICE_SHAPES)),
      metals: allOrSome,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("rates" as const),
      shape: fc.constantFrom(...Object.keys(RATE_SHAPES)),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("refusal" as const),
      how: fc.constantFrom(...REFUSALS),
      metals: allOrSome,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("missing" as const), metals: someMetals }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("frozen" as const),
      stamp: fc.constantFrom("moves" as const, "stands" as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("drift" as const),
      to: fc.constantFrom(-0.04, -0.02, 0.02, 0.04),
      hours: fc.constantFrom(0.5, 4, 24),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("noise" as const), share: fc.constantFrom(0.002, 0.01, 0.05) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("skew" as const),
      seconds: fc.constantFrom(-7200, -600, -30, 5, 90, 7200),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "undated" as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("day_old" as const),
      stamp: fc.constantFrom("now" as const, "true" as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "odd_entry" as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("slow" as const), seconds: fc.constantFrom(1, 5, 7.5, 20) }),
  },
);

const beginning = fc.record({ do: fc.constant("begin" as const), provider: fc.nat(4), what: faultKind });

/** Faults that are there when the product is installed. */
const fromTheBegin: fc.Arbitrary<readonly Step[]> = fc.oneof(
  { weight: 2, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.array(beginning, { minLength: 1, maxLength: 2 }) },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 24,
    arbitrary: fc.record({ do: fc.constant("pull" as const), slots: fc.integer({ min: 1, max: 6 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("leap" as const), hours: fc.constantFrom(0.5, 2, 7, 20, 50) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("edge" as const),
      which: fc.constantFrom("close" as const, "open" as const),
    }),
  },
  { weight: 7, arbitrary: beginning },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("end" as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.constant({ do: "kill" as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("late" as const), slots: fc.integer({ min: 1, max: 2 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("interval" as const),
      seconds: fc.constantFrom(60, 300, 600, 900, 1800, 3600),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("import" as const),
      days: fc.integer({ min: 1, max: 30 }),
      until: fc.constantFrom("yesterday" as const, "today" as const),
    }),
  },
);

/** In a clean world time passes and the machine is switched off; nothing is wrong. */
const cleanStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant("pull" as const), slots: fc.integer({ min: 1, max: 6 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("edge" as const),
      which: fc.constantFrom("close" as const, "open" as const),
    }),
  },
);

function providerPlan(key: string, isKeyless: boolean): fc.Arbitrary<ProviderPlan> {
  return fc.record({
    key: fc.constant(key),
    quota: isKeyless ? fc.constant(null) : fc.constantFrom(100, 100, 1000, 2500, 30_000),
    renews: fc.oneof(
      { weight: 6, arbitrary: fc.constant({ day: 1, hour: 0 }) },
      {
        weight: 1,
        arbitrary: fc.record({ day: fc.integer({ min: 1, max: 28 }), hour: fc.constantFrom(0, 5) }),
      },
    ),
    lacks: fc.oneof(
      { weight: 7, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.subarray([...METALS], { minLength: 1, maxLength: 2 }) },
    ),
    restsOnWeekends: key === "goldapi-io" ? fc.boolean() : fc.constant(false),
    isDayOld: key === "metalpriceapi" ? fc.boolean() : fc.constant(false),
    latencyMs: fc.integer({ min: 40, max: 900 }),
  });
}

const crashes: fc.Arbitrary<readonly (Omit<Crash, "at"> & { readonly after: number })[]> = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  {
    weight: 1,
    arbitrary: fc.array(
      fc.record({
        after: fc.integer({ min: 1, max: 48 }),
        hours: fc.constantFrom(0.02, 0.5, 4),
        share: fc.constantFrom(-0.2, -0.1, 0.06, 0.15),
        metal: fc.oneof(fc.constant(null), fc.constantFrom(...METALS)),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  },
);

/** Ordinary days, the evening before a weekend, a weekend, Christmas, a daylight-saving night, the end of a month. */
const STARTS = [
  "2026-11-17T14:02:00Z",
  "2026-11-20T18:31:00Z",
  "2026-11-21T11:05:00Z",
  "2026-12-24T12:01:00Z",
  "2026-03-06T15:00:00Z",
  "2026-10-30T16:00:00Z",
  "2026-04-29T13:00:00Z",
].map((text) => Date.parse(text));

export interface WorldOptions {
  readonly steps: number;
  readonly isClean?: boolean;
}

/** Worlds of 1 to 5 providers with everything that may happen in them. */
export function anyWorld({ steps, isClean = false }: WorldOptions): fc.Arbitrary<WorldPlan> {
  const providers = fc.subarray(SPOT, { minLength: isClean ? 2 : 1, maxLength: 5 }).chain((chosen) =>
    fc.tuple(...chosen.map(({ key, keyVariable }) => providerPlan(key, keyVariable === null)))
  );
  return fc.record({
    seed: fc.nat(1_000_000),
    path: REAL_DATA === null
      ? fc.constant("walk" as const)
      : fc.constantFrom("walk" as const, "walk" as const, "fortnight" as const, "daily" as const),
    starts: fc.constantFrom(...STARTS),
    crashes: isClean ? fc.constant([]) : crashes,
    intervalSeconds: fc.constantFrom(60, 300, 300, 600, 900, 1800, 3600),
    providers,
    // Mostly there and honest; sometimes missing, sometimes in another unit or currency from some hour on.
    reference: fc.oneof(
      { weight: 6, arbitrary: fc.constant({ lie: null }) },
      { weight: 1, arbitrary: fc.constant(null) },
      {
        weight: 1,
        arbitrary: fc.record({
          lie: fc.record({
            after: fc.integer({ min: 0, max: 200 }),
            factor: fc.constantFrom(1 / 31.1034768, 31.1034768, 0.85, 2, 1.04),
          }),
        }),
      },
    ),
    hasRates: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, {
      weight: 1,
      arbitrary: fc.constant(false),
    }),
    functionSkewSeconds: isClean
      ? fc.constant(0)
      : fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(-2, 2) }),
    first: isClean ? fc.constant([]) : fromTheBegin,
    steps: fc.array(isClean ? cleanStep : step, {
      minLength: Math.max(1, Math.floor(steps / 2)),
      maxLength: steps,
      size: "max",
    }),
  }).map((drawn): WorldPlan => {
    const startsAt = startOf(drawn.path, drawn.starts);
    const frankfurter: ProviderPlan = {
      key: "frankfurter",
      quota: null,
      renews: { day: 1, hour: 0 },
      lacks: [],
      restsOnWeekends: false,
      isDayOld: false,
      latencyMs: 150,
    };
    const honest = drawn.providers.map((plan) =>
      isClean ? { ...plan, lacks: [], isDayOld: false, renews: { day: 1, hour: 0 } } : plan
    );
    return {
      startsAt,
      truth: {
        seed: drawn.seed,
        path: drawn.path,
        crashes: drawn.crashes.map(({ after, ...crash }) => ({ ...crash, at: startsAt + after * HOUR })),
      },
      intervalSeconds: drawn.intervalSeconds,
      providers: drawn.hasRates ? [...honest, frankfurter] : honest,
      reference: drawn.reference === null || !drawn.hasRates ? null : {
        lie: isClean || drawn.reference.lie === null
          ? null
          : { ...drawn.reference.lie, from: startsAt + drawn.reference.lie.after * HOUR },
      },
      functionSkewSeconds: drawn.functionSkewSeconds,
      isClean,
      steps: [...drawn.first, ...drawn.steps],
    };
  });
}

/** The fortnight is of February 2026; daily prices end with the recording, so their worlds begin before. */
function startOf(path: WorldPlan["truth"]["path"], start: number): number {
  if (path === "fortnight") return Date.parse("2026-02-24T14:02:00Z") + (start % (5 * DAY));
  return path === "daily" ? start - 2 * 364 * DAY : start;
}
