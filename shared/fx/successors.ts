export interface Successor {
  readonly currency: string;
  /** First day of the new currency, YYYY-MM-DD. */
  readonly since: string;
  /** So many units of the old currency became one of the new. */
  readonly factor: number;
}

/**
 * Currencies that were replaced. Factors are those of the laws: for the euro the fixed conversion rates of the
 * Council (Regulation 2866/98 and its amendments), for others the redenominations as in ISO 4217's list of historic
 * codes and its amendments.
 *
 * The bolívar is left as VES after 2021-10-01: ISO calls the new unit VED (1,000,000 VES), but feeds and the central
 * bank's own users write VES for it. The Syrian pound lost two zeros on 2026-01-01 and kept its code.
 */
const REPLACED: Readonly<Record<string, readonly [currency: string, since: string, factor: number]>> = {
  ATS: ["EUR", "1999-01-01", 13.7603],
  BEF: ["EUR", "1999-01-01", 40.3399],
  DEM: ["EUR", "1999-01-01", 1.95583],
  ESP: ["EUR", "1999-01-01", 166.386],
  FIM: ["EUR", "1999-01-01", 5.94573],
  FRF: ["EUR", "1999-01-01", 6.55957],
  IEP: ["EUR", "1999-01-01", 0.787564],
  ITL: ["EUR", "1999-01-01", 1936.27],
  LUF: ["EUR", "1999-01-01", 40.3399],
  NLG: ["EUR", "1999-01-01", 2.20371],
  PTE: ["EUR", "1999-01-01", 200.482],
  XEU: ["EUR", "1999-01-01", 1],
  GRD: ["EUR", "2001-01-01", 340.75],
  SIT: ["EUR", "2007-01-01", 239.64],
  CYP: ["EUR", "2008-01-01", 0.585274],
  MTL: ["EUR", "2008-01-01", 0.4293],
  SKK: ["EUR", "2009-01-01", 30.126],
  EEK: ["EUR", "2011-01-01", 15.6466],
  LVL: ["EUR", "2014-01-01", 0.702804],
  LTL: ["EUR", "2015-01-01", 3.4528],
  HRK: ["EUR", "2023-01-01", 7.5345],
  BGN: ["EUR", "2026-01-01", 1.95583],

  PLZ: ["PLN", "1995-01-01", 10_000],
  UAK: ["UAH", "1996-09-02", 100_000],
  RUR: ["RUB", "1998-01-01", 1000],
  BGL: ["BGN", "1999-07-05", 1000],
  TJR: ["TJS", "2000-10-30", 1000],
  AFA: ["AFN", "2002-10-07", 1000],
  SRG: ["SRD", "2004-01-01", 1000],
  MGF: ["MGA", "2005-01-01", 5],
  TRL: ["TRY", "2005-01-01", 1_000_000],
  ROL: ["RON", "2005-07-01", 10_000],
  AZM: ["AZN", "2006-01-01", 5000],
  MZM: ["MZN", "2006-07-01", 1000],
  CSD: ["RSD", "2006-10-25", 1],
  SDD: ["SDG", "2007-01-10", 100],
  GHC: ["GHS", "2007-07-01", 10_000],
  VEB: ["VEF", "2008-01-01", 1000],
  TMM: ["TMT", "2009-01-01", 5000],
  ZMK: ["ZMW", "2013-01-01", 1000],
  BYR: ["BYN", "2016-07-01", 10_000],
  MRO: ["MRU", "2018-01-01", 10],
  STD: ["STN", "2018-01-01", 1000],
  VEF: ["VES", "2018-08-20", 100_000],
  CUC: ["CUP", "2021-01-01", 1 / 24],
  // Both leones were money until the end of 2023.
  SLL: ["SLE", "2024-01-01", 1000],
  ZWL: ["ZWG", "2024-04-05", 2498.7242],
  ANG: ["XCG", "2025-03-31", 1],
};

/** What replaced the currency, or null where it is in use (or was never one). */
export function successorOf(currency: string): Successor | null {
  const found = Object.hasOwn(REPLACED, currency) ? REPLACED[currency] : undefined;
  if (found === undefined) return null;
  const [successor, since, factor] = found;
  return { currency: successor, since, factor };
}

/** Every replaced currency, in alphabetical order: what the database's table is compared with. */
export const REPLACED_CURRENCIES: readonly string[] = Object.keys(REPLACED).sort();
