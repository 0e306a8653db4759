/** The metals, in the order in which answers list them. */
export const METALS = ["gold", "silver", "platinum", "palladium"] as const;

export type Metal = (typeof METALS)[number];

/** ISO 4217 codes of one troy ounce of each metal. */
export const METAL_CODES = {
  gold: "XAU",
  silver: "XAG",
  platinum: "XPT",
  palladium: "XPD",
} as const satisfies Record<Metal, string>;

/** One troy ounce in grams: 480 grains of 64.79891 mg, exactly (NIST Handbook 44, appendix C). */
export const GRAMS_PER_TROY_OUNCE = 31.1034768;
