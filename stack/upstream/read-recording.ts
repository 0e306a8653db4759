import { METALS } from "../../shared/schemas/metal.ts";
import type { RecordedRow } from "./recorded-prices.ts";

const HEADER = "ts,metal,price_usd_toz,provider";

/**
 * Reads a CSV `ts,metal,price_usd_toz,provider` (time in RFC 3339, price in USD per troy ounce). Prices are taken
 * as recorded, zeros included: what is wrong with them is for the reader of the feed to find.
 *
 * @throws Error naming the line that cannot be read
 */
export function readRecording(text: string): readonly RecordedRow[] {
  const lines = text.split(/\r?\n/);
  if (lines[0]?.trim() !== HEADER) throw new Error(`Cannot read the recording: line 1 is not "${HEADER}"`);
  const rows = lines.slice(1).flatMap((
    line,
    index,
  ) => (line.trim() === "" ? [] : [readLine(line, index + 2)]));
  if (rows.length === 0) throw new Error("Cannot read the recording: it has no rows");
  return rows;
}

function readLine(line: string, number: number): RecordedRow {
  const [time = "", name = "", amount = ""] = line.split(",");
  const metal = METALS.find((known) => known === name);
  const at = /(Z|[+-]\d\d:\d\d)$/.test(time) ? Date.parse(time) : NaN;
  const price = Number(amount);
  if (metal === undefined || Number.isNaN(at) || amount.trim() === "" || !Number.isFinite(price)) {
    throw new Error(`Cannot read the recording: line ${number} is not a time with zone, a metal and a price`);
  }
  return { at, metal, price };
}
