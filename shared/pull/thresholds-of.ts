import { type Metal, METALS } from "../schemas/metal.ts";
import { ValidationSettings } from "../schemas/validation-settings.ts";
import { DEFAULT_THRESHOLDS, type Thresholds } from "../validation/thresholds.ts";
import type { Claimed } from "./claim.ts";

/** Thresholds of validation and consensus: the defaults, with what the settings say under `validation` on top. */
export function thresholdsOf(settings: Claimed["settings"]): Thresholds {
  const own = ValidationSettings.parse(settings["validation"] ?? {});
  const base = DEFAULT_THRESHOLDS;
  return {
    band: perMetal(base.band, own.band),
    firstBand: perMetal(base.firstBand, own.first_band),
    largestRatioToLast: own.largest_ratio_to_last ?? base.largestRatioToLast,
    lastCountsDays: own.last_counts_days ?? base.lastCountsDays,
    recognitionShare: own.recognition_share ?? base.recognitionShare,
    goldRatio: {
      silver: own.gold_ratio?.silver ?? base.goldRatio.silver,
      platinum: own.gold_ratio?.platinum ?? base.goldRatio.platinum,
      palladium: own.gold_ratio?.palladium ?? base.goldRatio.palladium,
    },
    referenceShare: perMetal(base.referenceShare, own.reference_share),
    futureSeconds: own.future_seconds ?? base.futureSeconds,
    bidAskShare: own.bid_ask_share ?? base.bidAskShare,
    frozenPulls: own.frozen_pulls ?? base.frozenPulls,
    frozenSeconds: own.frozen_seconds ?? base.frozenSeconds,
    jump: perMetal(
      base.jump,
      mapMetals(own.jump, ({ in_an_hour, in_all }) => ({ inAnHour: in_an_hour, inAll: in_all })),
    ),
    floorBps: perMetal(base.floorBps, own.floor_bps),
    confirmingShare: own.confirming_share ?? base.confirmingShare,
    pendingHours: own.pending_hours ?? base.pendingHours,
    soleJumpMinutes: own.sole_jump_minutes ?? base.soleJumpMinutes,
    soleShapeHours: own.sole_shape_hours ?? base.soleShapeHours,
  };
}

type Some<T> = { readonly [M in Metal]?: T | undefined };

/** A metal that is not named keeps its default. */
function perMetal<T>(base: Readonly<Record<Metal, T>>, own: Some<T> | undefined): Record<Metal, T> {
  return {
    gold: own?.gold ?? base.gold,
    silver: own?.silver ?? base.silver,
    platinum: own?.platinum ?? base.platinum,
    palladium: own?.palladium ?? base.palladium,
  };
}

function mapMetals<T, U>(own: Some<T> | undefined, map: (value: T) => U): Some<U> {
  const mapped: { [M in Metal]?: U } = {};
  for (const metal of METALS) {
    const value = own?.[metal];
    if (value !== undefined) mapped[metal] = map(value);
  }
  return mapped;
}
