import { type Metal, METAL_CODES, METALS } from "../schemas/metal.ts";
import { roundPrice } from "../schemas/quote.ts";
import type { ReadRow } from "./history-row.ts";

const METAL_BY_NAME: ReadonlyMap<string, Metal> = new Map(
  METALS.flatMap((metal): [string, Metal][] => [[metal, metal], [METAL_CODES[metal].toLowerCase(), metal]]),
);
/** A bare "YYYY-MM-DD HH:MM:SS" is UTC, as StackTrackr writes it. */
const TIME = /^(\d{4})-(\d{2})-(\d{2})[T ]\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/;

/** What a file says in one row, as text and number. */
export interface RawRow {
  readonly ts: string;
  readonly metal: string;
  readonly price: number;
  readonly provider: string;
  readonly place: string;
}

/** Checks the form of a row; whether the price can be believed is for `judgeHistory` to say. */
export function makeRow({ ts, metal: name, price, provider, place }: RawRow): ReadRow {
  const metal = METAL_BY_NAME.get(name.toLowerCase());
  if (metal === undefined) {
    return { place, reason: "unknown_metal", detail: `"${name.slice(0, 40)}" is no metal` };
  }
  const iso = ts.replace(" ", "T");
  const at = parseTime(iso);
  if (Number.isNaN(at)) {
    return { place, reason: "bad_time", detail: `"${ts.slice(0, 40)}" is not a time` };
  }
  if (!Number.isFinite(price)) return { place, reason: "bad_price", detail: "the price is not a number" };
  if (provider === "" || provider.length > 100) {
    return { place, reason: "bad_provider", detail: "the provider has no name or one that is too long" };
  }
  const text = iso.length === 20 && iso.endsWith("Z") ? iso : new Date(at).toISOString();
  return { ts: text, at, metal, price: roundPrice(price), provider, place };
}

/** Epoch milliseconds; NaN for a time of a day that does not exist, which Date.parse() would move into the next month. */
function parseTime(iso: string): number {
  const [, year, month, day] = TIME.exec(iso) ?? [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return NaN;
  return Date.parse(/(Z|[+-]\d{2}:\d{2})$/.test(iso) ? iso : `${iso}Z`);
}
