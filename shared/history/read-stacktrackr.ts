import { z } from "zod";
import { AppError } from "../errors.ts";
import type { ReadRow } from "./history-row.ts";
import { makeRow } from "./make-row.ts";

/** A field of another type is refused with its row, by name; the other rows go on. */
const Rows = z.array(z.object({
  spot: z.number().catch(NaN),
  metal: z.string().catch(""),
  provider: z.string().catch(""),
  timestamp: z.string().catch(""),
}));
/** hourly/2026/02/18/00.json: the path names the hour. */
const HOURLY = /(?:^|\/)hourly\/(\d{4})\/(\d{2})\/(\d{2})\/(\d{2})\.json$/;

/**
 * Reads one of StackTrackr's own files: spot-history-YYYY.json, hourly/YYYY/MM/DD/HH.json or
 * 15min/YYYY/MM/DD/HHMM.json, an array of {spot, metal, provider, timestamp}. Oldest row first.
 *
 * Hourly files of February 2026 say 12:00:00 whatever their hour; the path is right where the two differ.
 *
 * @throws AppError INPUT_BAD_BODY when the text is no such array
 */
export function readStackTrackr(text: string, file: string): ReadRow[] {
  const read = Rows.safeParse(jsonOf(text));
  // Rows without any of the fields are rows of another kind of file.
  if (!read.success || (read.data.length > 0 && read.data.every(({ timestamp }) => timestamp === ""))) {
    throw new AppError("INPUT_BAD_BODY", `Cannot read ${file}: it is not a StackTrackr history file`, {
      hint: "Expected [{spot, metal, source, provider, timestamp}, …]",
    });
  }
  const hour = hourOf(file);
  return read.data
    .map(({ spot, metal, provider, timestamp }, index) => {
      const isOwnHour = hour === null || timestamp.replace("T", " ").startsWith(hour);
      const ts = isOwnHour || timestamp === "" ? timestamp : `${hour}:00:00`;
      return makeRow({ ts, metal, price: spot, provider, place: `${file}[${index}]` });
    })
    .sort((a, b) => ("at" in a ? a.at : 0) - ("at" in b ? b.at : 0));
}

function hourOf(file: string): string | null {
  const match = HOURLY.exec(file);
  if (match === null) return null;
  const [, year, month, day, hour] = match;
  return `${year}-${month}-${day} ${hour}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
