import type { Metal } from "../schemas/metal.ts";

export interface Band {
  readonly low: number;
  readonly high: number;
}

/** Limits of the validation rules. Shares are fractions: 0.05 is five per cent. */
export interface Thresholds {
  /** USD per troy ounce: the widest that is ever believed. */
  readonly band: Readonly<Record<Metal, Band>>;
  /**
   * What is believed while there is no last price to compare with: narrow enough that a price per gram or a
   * reciprocal does not fit. Prices of 2023 to 2026 and room around them; a setting, since prices move.
   */
  readonly firstBand: Readonly<Record<Metal, Band>>;
  /** A price this many times the last one, or that part of it, is a fault and not a move. */
  readonly largestRatioToLast: number;
  /** After this many days without a price the last one proves nothing any more. */
  readonly lastCountsDays: number;
  /** How near to the last price a reciprocal or a price off by 31.1 must fall to be called by that name. */
  readonly recognitionShare: number;
  /** Price of gold over that of another metal. */
  readonly goldRatio: Readonly<Record<Exclude<Metal, "gold">, Band>>;
  /** How far the market and the daily reference of the day before may differ. */
  readonly referenceShare: Readonly<Record<Metal, number>>;
  readonly futureSeconds: number;
  /** Bid and ask may lie outside the price at some providers, but not further than this. */
  readonly bidAskShare: number;
  /** The same value in so many earlier pulls and for so long, both in open market, may be a feed that has stopped. */
  readonly frozenPulls: number;
  readonly frozenSeconds: number;
  /** A move larger than `inAnHour × √hours`, at most `inAll`, must be confirmed. Hours are of open market. */
  readonly jump: Readonly<Record<Metal, { readonly inAnHour: number; readonly inAll: number }>>;
  /** Families agree on a jump within this many basis points; also the floor of outlier rejection. */
  readonly floorBps: Readonly<Record<Metal, number>>;
  /** A second look confirms a jump when it lies within this share of the jump limit from the first. */
  readonly confirmingShare: number;
  /** How long, in hours of open market, a quarantined quote waits to be confirmed. */
  readonly pendingHours: number;
  /** How long, in minutes of open market, one family must go on showing a jump that nobody else was asked about. */
  readonly soleJumpMinutes: number;
  /** How long, in hours of open market, a level that has the shape of a known fault must be shown to be believed. */
  readonly soleShapeHours: number;
}

/**
 * Defaults, calibrated on what happened: gold/silver went from 14.0 (1980) to 123.3 (2020), gold/platinum from 0.41 (2001)
 * to 3.56 (2025), gold/palladium from 0.24 (2001) to 4.88 (2008); the largest 15-minute
 * moves of February and March 2026 were 1.9 % (gold) and 3.9 % (silver), the largest daily ones +36.6 % (silver
 * 1979-09-18) and −14.8 % (gold 1980-01-23). Floors are the 99th percentiles of 15-minute moves.
 */
export const DEFAULT_THRESHOLDS: Thresholds = {
  band: {
    gold: { low: 20, high: 50_000 },
    silver: { low: 0.8, high: 2_500 },
    platinum: { low: 50, high: 30_000 },
    palladium: { low: 30, high: 30_000 },
  },
  firstBand: {
    gold: { low: 1_500, high: 20_000 },
    silver: { low: 15, high: 400 },
    platinum: { low: 500, high: 10_000 },
    palladium: { low: 500, high: 10_000 },
  },
  largestRatioToLast: 3,
  lastCountsDays: 90,
  recognitionShare: 0.25,
  goldRatio: {
    silver: { low: 8, high: 200 },
    platinum: { low: 0.3, high: 6 },
    palladium: { low: 0.12, high: 12 },
  },
  referenceShare: { gold: 0.03, silver: 0.05, platinum: 0.07, palladium: 0.07 },
  futureSeconds: 60,
  bidAskShare: 0.1,
  frozenPulls: 2,
  frozenSeconds: 1_800,
  jump: {
    gold: { inAnHour: 0.05, inAll: 0.2 },
    silver: { inAnHour: 0.06, inAll: 0.25 },
    platinum: { inAnHour: 0.06, inAll: 0.25 },
    palladium: { inAnHour: 0.06, inAll: 0.25 },
  },
  floorBps: { gold: 50, silver: 75, platinum: 150, palladium: 150 },
  // Silver on 1979-09-18 and the day after: +36.6 %, then −15.4 %, with a limit of 25 % for a day.
  confirmingShare: 0.75,
  pendingHours: 48,
  soleJumpMinutes: 30,
  soleShapeHours: 4,
};
