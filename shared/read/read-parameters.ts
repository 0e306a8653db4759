import { z } from "zod";
import { type Metal, METAL_CODES, METALS } from "../schemas/metal.ts";
import type { QueryRules } from "../http/query.ts";

export const UNITS = ["toz", "g", "kg"] as const;
export const WINDOWS = ["1h", "6h", "12h", "24h", "7d", "30d", "90d", "1y", "5y", "10y", "max"] as const;
export const INTERVALS = ["5m", "15m", "30m", "1h", "6h", "1d", "1w"] as const;
export const FORMATS = ["json", "csv"] as const;

export const MATCHES = ["before", "nearest"] as const;
/** So many dates or times may be asked for at once. */
export const MOST_TIMES = 500;

const METAL_NAMES: ReadonlyMap<string, Metal> = new Map(
  METALS.flatMap((metal): [string, Metal][] => [[metal, metal], [METAL_CODES[metal].toLowerCase(), metal]]),
);

const metalsMessage = `Metals: ${METALS.join(", ")} (or ${
  Object.values(METAL_CODES).join(", ")
}), a comma list, or all`;
const TIME = /^\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?([Zz]|[+-]\d{2}:\d{2}))?$/;
const atMessage =
  `A date like 2019-05-04, or a time with zone like 2019-05-04T12:00:00Z, from 1900 until now, or a comma list of at most ${MOST_TIMES}`;

/** Parameters of GET prices-read, as docs/api.md describes them. */
export const ReadParameters = z.strictObject({
  metal: z.string()
    .refine((text) => namedMetals(text) !== null, { message: metalsMessage })
    .default("gold"),
  currency: z.string().regex(/^[A-Za-z]{3}$/, "A currency is an ISO 4217 code like USD or EUR").default(
    "USD",
  ),
  unit: z.enum(UNITS, { message: "Units: toz (troy ounce), g, kg" }).default("toz"),
  window: z.enum(WINDOWS, { message: `Windows: ${WINDOWS.join(", ")}` }).default("24h"),
  interval: z.enum(INTERVALS, { message: `Intervals: ${INTERVALS.join(", ")}` }).optional(),
  at: z.string()
    .refine((text) => areTimes(text), { message: atMessage })
    .optional(),
  match: z.enum(MATCHES, { message: `Match: ${MATCHES.join(", ")}` }).optional(),
  format: z.enum(FORMATS, { message: `Formats: ${FORMATS.join(", ")}` }).default("json"),
});

export type ReadParameters = z.infer<typeof ReadParameters>;

export const READ_RULES: QueryRules<ReadParameters> = {
  schema: ReadParameters.refine(({ at, match }) => match === undefined || at !== undefined, {
    path: ["match"],
    message: "match says how to find the price at a date: name one with at",
  }),
  allowed: Object.keys(ReadParameters.shape),
  anyCase: ["unit", "window", "interval", "match", "format"],
  codes: {
    metal: "INPUT_UNKNOWN_METAL",
    currency: "INPUT_UNKNOWN_CURRENCY",
    unit: "INPUT_UNKNOWN_UNIT",
    window: "INPUT_UNKNOWN_WINDOW",
  },
};

/**
 * One spelling for every way to ask the same thing, which is what the cache goes by. A list stays a list: it is
 * answered in another shape than a single metal.
 */
export function canonical(parameters: ReadParameters): ReadParameters {
  const metals = namedMetals(parameters.metal) ?? [];
  const isList = parameters.metal.includes(",") || parameters.metal.trim().toLowerCase() === "all";
  return {
    ...parameters,
    // A trailing comma keeps a list of one a list.
    metal: metals.length === METALS.length
      ? "all"
      : metals.join(",") + (isList && metals.length === 1 ? "," : ""),
    currency: parameters.currency.toUpperCase(),
  };
}

/** Whether the prices at several dates are asked for, which are answered without series. */
export function isAtList({ at, match }: Pick<ReadParameters, "at" | "match">): boolean {
  return at !== undefined && (at.includes(",") || match !== undefined);
}

function areTimes(text: string): boolean {
  const times = text.replace(/,$/, "").split(",");
  return times.length <= MOST_TIMES && times.every((time) => TIME.test(time.trim()));
}

function namedMetals(text: string): Metal[] | null {
  if (text.trim().toLowerCase() === "all") return [...METALS];
  const names = text.split(",").map((name) => name.trim().toLowerCase());
  const found = new Set<Metal>();
  for (const [index, name] of names.entries()) {
    if (name === "" && index > 0 && index === names.length - 1) continue;
    const metal = METAL_NAMES.get(name);
    if (metal === undefined) return null;
    found.add(metal);
  }
  // In the order of METALS, so that gold,silver and silver,gold are one question.
  return METALS.filter((metal) => found.has(metal));
}
