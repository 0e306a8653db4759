import { join } from "node:path";
import { METALS } from "../../../shared/schemas/metal.ts";
import type { RecordedRow } from "../../../stack/upstream/recorded-prices.ts";
import { readRecording } from "../../../stack/upstream/read-recording.ts";
import { REAL_DATA } from "./real-data.ts";

/** A recording to test with, and where it comes from. */
export interface Recording {
  readonly name: string;
  readonly rows: readonly RecordedRow[];
  /** When it holds garbage instead of prices, epoch ms. */
  readonly incidentAt: number;
}

const REAL_INCIDENT = Date.parse("2026-02-27T14:30:01Z");
const HOUR = 3_600_000;
const LEVELS = { gold: 4000, silver: 50, platinum: 1600, palladium: 1400 } as const;

/**
 * The recorded hours around the incident of 2026-02-27, of open market and of the weekend after it; with
 * `whole` the fortnight. Without real data a recording of the same shape with invented numbers.
 */
export function recordingAroundIncident({ whole }: { readonly whole: boolean }): Recording {
  if (REAL_DATA === null) return inventedRecording();
  const rows = readRecording(Deno.readTextFileSync(join(REAL_DATA, "prices", "15min.csv")));
  if (whole) return { name: "the recorded fortnight", rows, incidentAt: REAL_INCIDENT };
  const near = rows.filter(({ at }) => at > REAL_INCIDENT - 4 * HOUR && at < REAL_INCIDENT + 10 * HOUR);
  return { name: "the recorded hours around the incident", rows: near, incidentAt: REAL_INCIDENT };
}

/** Fourteen hours around a Friday's close, every 15 minutes, with one time of zeros. */
export function inventedRecording(): Recording {
  const start = Date.parse("2026-06-12T12:00:00Z");
  const incidentAt = start + 4 * HOUR + 1000;
  const times = Array.from({ length: 56 }, (_, index) => start + index * (HOUR / 4))
    .map((at) => (at === incidentAt - 1000 ? incidentAt : at));
  const rows = times.flatMap((at, index) =>
    METALS.map((metal) => {
      const level = LEVELS[metal];
      const price = Math.round(level * (1 + 0.004 * Math.sin(index / 3 + level)) * 100) / 100;
      const garbage = metal === "silver" ? 0.01 : 0;
      return { at, metal, price: at === incidentAt ? garbage : price };
    })
  );
  return { name: "invented hours around an incident", rows, incidentAt };
}

/** The recording as a file. */
export function toCsv(rows: readonly RecordedRow[]): string {
  const lines = rows.map(({ at, metal, price }) =>
    `${new Date(at).toISOString()},${metal},${price},recording`
  );
  return ["ts,metal,price_usd_toz,provider", ...lines, ""].join("\n");
}
