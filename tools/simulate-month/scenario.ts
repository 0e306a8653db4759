/** A provider as its plan and its habits make it. */
export interface SimulatedProvider {
  readonly key: string;
  readonly priority: number;
  /** Null for keyless ones. */
  readonly monthlyQuota: number | null;
  readonly callsPerPull: number;
  readonly minimumIntervalSeconds: number;
  /** How far it lies from the true price, always, and how far it wanders around that, in basis points. */
  readonly biasBps: number;
  readonly noiseBps: number;
}

/** Hours in which a provider does not answer, epoch milliseconds. */
export interface Outage {
  readonly provider: string;
  readonly from: number;
  readonly to: number;
}

export interface Scenario {
  readonly name: string;
  readonly providers: readonly SimulatedProvider[];
  readonly outages: readonly Outage[];
}

const METALS_DEV: SimulatedProvider = {
  key: "metals-dev",
  priority: 10,
  monthlyQuota: 100,
  callsPerPull: 1,
  minimumIntervalSeconds: 60,
  biasBps: 0,
  noiseBps: 1.5,
};
const METALPRICEAPI: SimulatedProvider = {
  ...METALS_DEV,
  key: "metalpriceapi",
  priority: 30,
  minimumIntervalSeconds: 1_800,
  biasBps: -1,
};
/** One call a metal: its hundred calls are 25 pulls. */
const GOLDAPI_IO: SimulatedProvider = {
  ...METALS_DEV,
  key: "goldapi-io",
  priority: 50,
  callsPerPull: 4,
  biasBps: 2,
};
/** Keyless; runs about 0.06 % high. */
const GOLD_API: SimulatedProvider = {
  ...METALS_DEV,
  key: "gold-api",
  priority: 40,
  monthlyQuota: null,
  biasBps: 6,
};

/** November 2026: Thanksgiving and four weekends, 483 hours of open market. */
export const MONTH = Date.parse("2026-11-01T00:00:00Z");

export const SCENARIOS: readonly Scenario[] = [
  { name: "Free plans only", providers: [METALS_DEV, METALPRICEAPI, GOLDAPI_IO], outages: [] },
  {
    name: "One paid plan of 2,000 calls",
    providers: [{ ...METALS_DEV, monthlyQuota: 2_000 }],
    outages: [],
  },
  { name: "Keyless and free plans", providers: [GOLD_API, METALS_DEV, METALPRICEAPI], outages: [] },
  {
    name: "Two paid plans of 10,000 calls and keyless",
    providers: [
      { ...METALS_DEV, monthlyQuota: 10_000 },
      { ...METALPRICEAPI, monthlyQuota: 10_000 },
      GOLD_API,
    ],
    outages: [],
  },
  {
    name: "Keyless and free plans, the keyless one silent for three days",
    providers: [GOLD_API, METALS_DEV, METALPRICEAPI],
    outages: [{
      provider: "gold-api",
      from: Date.parse("2026-11-10T00:00:00Z"),
      to: Date.parse("2026-11-13T00:00:00Z"),
    }],
  },
];
