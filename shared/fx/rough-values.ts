import { MAJORS, ratioOf } from "./bands.ts";
import { type FaultShape, faultShape } from "./fault-shape.ts";
import { successorOf } from "./successors.ts";

/**
 * US dollars for one unit of a currency: the middle of 2023 to 2026, to two or three digits. It is for finding
 * factors and values upside down where nothing better is known, never for converting.
 *
 * Values of 18 February 2026 as exchangerate-api.com published them (its open daily answer), moved to the middle of
 * the four years by hand where a currency has moved much, and to the official peg where there is one. Codes are those
 * of ISO 4217 in 2026 with its funds, and those that feeds use besides (CNH, GGP, IMP, JEP, FOK, KID, TVD).
 */
const ROUGH_USD: Readonly<Record<string, number>> = {
  AED: 0.272,
  AFN: 0.016,
  ALL: 0.012,
  AMD: 0.0026,
  AOA: 0.0013,
  ARS: 0.0019,
  AUD: 0.67,
  AWG: 0.559,
  AZN: 0.588,
  BAM: 0.573,
  BBD: 0.5,
  BDT: 0.0082,
  BHD: 2.66,
  BIF: 0.00034,
  BMD: 1,
  BND: 0.76,
  BOB: 0.144,
  BOV: 0.37,
  BRL: 0.192,
  BSD: 1,
  BTN: 0.011,
  BWP: 0.074,
  BYN: 0.351,
  BZD: 0.5,
  CAD: 0.735,
  CDF: 0.00044,
  CHE: 1.19,
  CHF: 1.19,
  CHW: 1.19,
  CLF: 40,
  CLP: 0.0012,
  CNH: 0.14,
  CNY: 0.14,
  COP: 0.00027,
  COU: 0.09,
  CRC: 0.0021,
  CUP: 0.01,
  CVE: 0.0102,
  CZK: 0.045,
  DJF: 0.0056,
  DKK: 0.15,
  DOP: 0.016,
  DZD: 0.0077,
  EGP: 0.025,
  ERN: 0.067,
  ETB: 0.01,
  EUR: 1.12,
  FJD: 0.46,
  FKP: 1.29,
  FOK: 0.15,
  GBP: 1.29,
  GEL: 0.373,
  GGP: 1.29,
  GHS: 0.08,
  GIP: 1.29,
  GMD: 0.013,
  GNF: 0.00011,
  GTQ: 0.13,
  GYD: 0.0048,
  HKD: 0.128,
  HNL: 0.038,
  HTG: 0.0076,
  HUF: 0.0028,
  IDR: 0.000059,
  ILS: 0.323,
  IMP: 1.29,
  INR: 0.011,
  IQD: 0.00076,
  IRR: 0.000004,
  ISK: 0.0082,
  JEP: 1.29,
  JMD: 0.0064,
  JOD: 1.41,
  JPY: 0.0068,
  KES: 0.0078,
  KGS: 0.011,
  KHR: 0.00025,
  KID: 0.67,
  KMF: 0.00228,
  KPW: 0.001,
  KRW: 0.00069,
  KWD: 3.27,
  KYD: 1.2,
  KZT: 0.002,
  LAK: 0.00005,
  LBP: 0.000086,
  LKR: 0.0033,
  LRD: 0.0054,
  LSL: 0.062,
  LYD: 0.159,
  MAD: 0.11,
  MDL: 0.059,
  MGA: 0.00023,
  MKD: 0.0182,
  MMK: 0.0004,
  MNT: 0.00028,
  MOP: 0.124,
  MRU: 0.025,
  MUR: 0.022,
  MVR: 0.065,
  MWK: 0.0008,
  MXN: 0.058,
  MXV: 0.45,
  MYR: 0.256,
  MZN: 0.016,
  NAD: 0.062,
  NGN: 0.001,
  NIO: 0.027,
  NOK: 0.096,
  NPR: 0.0069,
  NZD: 0.6,
  OMR: 2.6,
  PAB: 1,
  PEN: 0.298,
  PGK: 0.233,
  PHP: 0.017,
  PKR: 0.0036,
  PLN: 0.255,
  PYG: 0.00015,
  QAR: 0.275,
  RON: 0.232,
  RSD: 0.01,
  RUB: 0.0115,
  RWF: 0.00068,
  SAR: 0.267,
  SBD: 0.127,
  SCR: 0.069,
  SDG: 0.0009,
  SEK: 0.101,
  SGD: 0.76,
  SHP: 1.29,
  SLE: 0.041,
  SOS: 0.0018,
  SRD: 0.027,
  SSP: 0.0006,
  STN: 0.048,
  SVC: 0.114,
  SYP: 0.0008,
  SZL: 0.062,
  THB: 0.032,
  TJS: 0.106,
  TMT: 0.286,
  TND: 0.35,
  TOP: 0.429,
  TRY: 0.033,
  TTD: 0.147,
  TVD: 0.67,
  TWD: 0.032,
  TZS: 0.00038,
  UAH: 0.0255,
  UGX: 0.00028,
  UYI: 0.15,
  UYU: 0.026,
  UZS: 0.000082,
  VED: 0.009,
  VES: 0.009,
  VND: 0.000039,
  VUV: 0.0086,
  WST: 0.378,
  XAF: 0.00171,
  XCD: 0.37,
  XCG: 0.559,
  XDR: 1.34,
  XOF: 0.00171,
  XPF: 0.00939,
  XSU: 1.25,
  XUA: 1.34,
  YER: 0.0018,
  ZAR: 0.062,
  ZMW: 0.043,
  ZWG: 0.05,
  ZWL: 0.0002,
};

/** Pegged to the dollar, the euro or the pound, or held by their central bank: as narrow as the majors. */
const STEADY: ReadonlySet<string> = new Set(
  ("AED AWG AZN BAM BBD BHD BMD BND BSD BZD CHE CHW CNH CVE DJF FKP FOK GGP GIP IMP JEP JOD KID KMF KWD KYD MKD " +
    "MOP OMR PAB QAR SAR SHP SVC TMT TVD XAF XCD XCG XDR XOF XPF XUA").split(" "),
);

/** More than five times apart within 2023 to 2026, or two official values at once. */
const WIDE: Readonly<Record<string, number>> = {
  // 42,000 by the official rate, 1.3 million by the one that feeds take since 2025.
  IRR: 10,
  CUP: 8,
  KPW: 15,
  // 1,507 until February 2023, then 15,000, then 89,500.
  LBP: 10,
  // 2,500 and 13,000; a hundredth of that since it lost two zeros on 2026-01-01.
  SYP: 15,
  VED: 12,
  VES: 12,
  ZWL: 12,
};

const STEADY_WITHIN = 1.3;
const OTHERS_WITHIN = 5;
/** The table ages: so much wider for each year away from those that it is about. */
const STEADY_YEARLY = 1.08;
const OTHERS_YEARLY = 1.4;
const FIRST_YEAR = 2023;
const LAST_YEAR = 2026;
/** Beyond half a power of ten the nearest factor is another one. */
const NAMED_WITHIN = Math.sqrt(10);

export interface RoughValue {
  /** US dollars for one unit. */
  readonly usdValue: number;
  /** How far the value may be away, as the larger over the smaller. */
  readonly within: number;
}

/** What a currency is roughly worth in a year; null for a code that is no currency known here. */
export function roughValue(currency: string, year: number): RoughValue | null {
  const usdValue = roughUsd(currency);
  if (usdValue === null) return null;
  const years = Math.max(0, FIRST_YEAR - year, year - LAST_YEAR);
  const isSteady = MAJORS.has(currency) || STEADY.has(currency);
  const within = isSteady
    ? STEADY_WITHIN * STEADY_YEARLY ** years
    : (WIDE[currency] ?? OTHERS_WITHIN) * OTHERS_YEARLY ** years;
  return { usdValue, within };
}

/** True where a value lies within the tolerance of the table. */
export function isRoughly({ usdValue, within }: RoughValue, value: number): boolean {
  return ratioOf(value, usdValue) <= within;
}

/** The fault that a value outside the tolerance shows, or null. */
export function roughFault({ usdValue, within }: RoughValue, value: number): FaultShape | null {
  return faultShape(value, usdValue, Math.min(within, NAMED_WITHIN));
}

/** A replaced currency is worth its part of the successor. */
function roughUsd(currency: string): number | null {
  if (Object.hasOwn(ROUGH_USD, currency)) return ROUGH_USD[currency] ?? null;
  const successor = successorOf(currency);
  const value = successor === null ? null : roughUsd(successor.currency);
  return successor === null || value === null ? null : value / successor.factor;
}

/** Every code of the table itself, in alphabetical order. */
export const ROUGH_CURRENCIES: readonly string[] = Object.keys(ROUGH_USD).sort();
