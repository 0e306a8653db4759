import { AppError } from "../errors.ts";
import { type Metal, METAL_CODES, METALS } from "../schemas/metal.ts";

/** One of the files that StackTrackr reads, as a call of the database. */
export interface FeedFile {
  readonly rpc: "feed_samples" | "feed_year" | "feed_latest" | "feed_bars";
  readonly parameters: Readonly<Record<string, string>>;
  /** Seconds that a v2 envelope says it stands; null for v1, which has no envelope. */
  readonly staleAfter: number | null;
  /** Whether a file without rows is absent. */
  readonly needsRows: boolean;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
const METAL_BY_CODE: ReadonlyMap<string, Metal> = new Map(
  METALS.map((metal): [string, Metal] => [METAL_CODES[metal].toLowerCase(), metal]),
);

type Make = (parts: readonly string[], now: number) => FeedFile;

/** v1 has no envelope; `/v2` in front of the v2 paths is left to the person who configures the address. */
const LAYOUTS: readonly (readonly [RegExp, Make])[] = [
  [/^\/hourly\/(\d{4})\/(\d{2})\/(\d{2})\/(\d{2})\.json$/, ([year, month, day, hour]) => {
    return samples(timeOf(`${year}-${month}-${day}T${hour}:00`), 60);
  }],
  [/^\/15min\/(\d{4})\/(\d{2})\/(\d{2})\/(\d{2})(00|15|30|45)\.json$/, ([year, month, day, hour, minute]) => {
    return samples(timeOf(`${year}-${month}-${day}T${hour}:${minute}`), 15);
  }],
  [/^\/spot-history-((?:19|2\d)\d{2})\.json$/, ([year = ""]) => {
    return { rpc: "feed_year", parameters: { year }, staleAfter: null, needsRows: true };
  }],
  [/^(?:\/v2)?\/spot\/latest\.json$/, () => {
    return { rpc: "feed_latest", parameters: {}, staleAfter: 1200, needsRows: true };
  }],
  [/^(?:\/v2)?\/spot\/(xau|xag|xpt|xpd)\/latest\.json$/, ([code]) => {
    return { rpc: "feed_latest", parameters: { metal: metalOf(code) }, staleAfter: 1200, needsRows: true };
  }],
  [/^(?:\/v2)?\/spot\/(xau|xag|xpt|xpd)\/intraday\.json$/, ([code], now) => {
    // A quarter that is only half in the window would have a wrong open.
    const from = Math.ceil((now - DAY) / (15 * MINUTE)) * 15 * MINUTE;
    return {
      ...bars([from, now], { step: "15min", metal: metalOf(code), staleAfter: 1200 }),
      needsRows: false,
    };
  }],
  [/^(?:\/v2)?\/spot\/(xau|xag|xpt|xpd)\/(\d{4})\/(\d{2})\/(\d{2})\.json$/, ([code, year, month, day]) => {
    const from = timeOf(`${year}-${month}-${day}T00:00`);
    return bars([from, from + DAY], { step: "hour", metal: metalOf(code), staleAfter: 3600 });
  }],
  [/^(?:\/v2)?\/spot\/(xau|xag|xpt|xpd)\/(\d{4})\/(\d{2})\.json$/, ([code, year, month]) => {
    const from = timeOf(`${year}-${month}-01T00:00`);
    const to = Date.UTC(Number(year), Number(month), 1);
    return bars([from, to], { step: "day", metal: metalOf(code), staleAfter: 86_400 });
  }],
  [/^(?:\/v2)?\/spot\/history\/(7|30|90)d\.json$/, ([days], now) => {
    const today = Math.floor(now / DAY) * DAY;
    return {
      ...bars([today - (Number(days) - 1) * DAY, now], { step: "day", staleAfter: 3600 }),
      needsRows: false,
    };
  }],
];

/**
 * The file that a path of the feed names. `now`, epoch milliseconds, decides what the moving windows hold.
 *
 * @throws AppError INPUT_NOT_FOUND for other paths, INPUT_BAD_VALUE for a date that does not exist
 */
export function feedFileAt(path: string, now: number): FeedFile {
  for (const [pattern, make] of LAYOUTS) {
    const match = pattern.exec(path);
    if (match !== null) return make(match.slice(1), now);
  }
  throw new AppError("INPUT_NOT_FOUND", "Cannot find this file: the feed has none of that name", {
    hint: "v1: hourly/YYYY/MM/DD/HH.json, 15min/YYYY/MM/DD/HHMM.json, spot-history-YYYY.json; " +
      "v2: spot/latest.json, spot/{xau,xag,xpt,xpd}/latest.json, …/intraday.json, …/YYYY/MM/DD.json, …/YYYY/MM.json, " +
      "spot/history/{7,30,90}d.json",
  });
}

function samples(from: number, minutes: 15 | 60): FeedFile {
  const parameters = { starts_at: isoOf(from), minutes: String(minutes) };
  return { rpc: "feed_samples", parameters, staleAfter: null, needsRows: true };
}

function bars(
  [from, to]: readonly [number, number],
  { step, metal, staleAfter }: {
    readonly step: "15min" | "hour" | "day";
    readonly metal?: Metal;
    readonly staleAfter: number;
  },
): FeedFile {
  const parameters = {
    starts_at: isoOf(from),
    ends_at: isoOf(to),
    step,
    ...(metal === undefined ? {} : { metal }),
  };
  return { rpc: "feed_bars", parameters, staleAfter, needsRows: true };
}

function metalOf(code: string | undefined): Metal {
  const metal = METAL_BY_CODE.get(code ?? "");
  if (metal === undefined) {
    throw new AppError("INPUT_NOT_FOUND", "Cannot find this file: the metal is unknown");
  }
  return metal;
}

/** Dates like 31 February are refused, which Date would move on to March. */
function timeOf(text: string): number {
  const at = Date.parse(`${text}:00Z`);
  if (!Number.isNaN(at) && new Date(at).toISOString().startsWith(text)) return at;
  throw new AppError("INPUT_BAD_VALUE", "Cannot find this file: its name must be a date or a time", {
    hint: "Years, months, days and hours in UTC, with leading zeros",
  });
}

function isoOf(at: number): string {
  return new Date(at).toISOString();
}
