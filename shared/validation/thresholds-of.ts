import type { Metal } from "../schemas/metal.ts";
import type { ValidationSettings } from "../schemas/validation-settings.ts";
import { DEFAULT_THRESHOLDS as DEFAULTS, type Thresholds } from "./thresholds.ts";

/** The thresholds that the settings ask for; what they leave out stays at its default, per metal too. */
export function thresholdsOf(settings: ValidationSettings): Thresholds {
  return {
    band: perMetal(DEFAULTS.band, settings.band),
    firstBand: perMetal(DEFAULTS.firstBand, settings.first_band),
    largestRatioToLast: settings.largest_ratio_to_last ?? DEFAULTS.largestRatioToLast,
    lastCountsDays: settings.last_counts_days ?? DEFAULTS.lastCountsDays,
    recognitionShare: settings.recognition_share ?? DEFAULTS.recognitionShare,
    goldSilverRatio: settings.gold_silver_ratio ?? DEFAULTS.goldSilverRatio,
    futureSeconds: settings.future_seconds ?? DEFAULTS.futureSeconds,
    bidAskShare: settings.bid_ask_share ?? DEFAULTS.bidAskShare,
    frozenPulls: settings.frozen_pulls ?? DEFAULTS.frozenPulls,
    frozenSeconds: settings.frozen_seconds ?? DEFAULTS.frozenSeconds,
    jump: {
      gold: jumpOf("gold", settings),
      silver: jumpOf("silver", settings),
      platinum: jumpOf("platinum", settings),
      palladium: jumpOf("palladium", settings),
    },
    floorBps: perMetal(DEFAULTS.floorBps, settings.floor_bps),
    confirmingShare: settings.confirming_share ?? DEFAULTS.confirmingShare,
    pendingHours: settings.pending_hours ?? DEFAULTS.pendingHours,
  };
}

type PerMetal<T> = Readonly<Record<Metal, T>>;

function perMetal<T>(
  defaults: PerMetal<T>,
  given: { readonly [M in Metal]?: T | undefined } = {},
): PerMetal<T> {
  return {
    gold: given.gold ?? defaults.gold,
    silver: given.silver ?? defaults.silver,
    platinum: given.platinum ?? defaults.platinum,
    palladium: given.palladium ?? defaults.palladium,
  };
}

function jumpOf(metal: Metal, { jump }: ValidationSettings): Thresholds["jump"][Metal] {
  const given = jump?.[metal];
  return given === undefined ? DEFAULTS.jump[metal] : { inAnHour: given.in_an_hour, inAll: given.in_all };
}
