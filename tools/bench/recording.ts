/** A recording with invented prices: four metals every five minutes of an ordinary week's open hours, `pulls` times. */
export const RECORDING_STARTS = Date.parse("2026-02-23T12:00:00Z");
export const STEP = 300_000;

const LEVELS = [["gold", 5000], ["silver", 80], ["platinum", 2000], ["palladium", 1700]] as const;

export function makeRecording(pulls: number): string {
  const lines = ["ts,metal,price_usd_toz,provider"];
  for (let turn = 0; turn < pulls; turn++) {
    const ts = new Date(RECORDING_STARTS + turn * STEP).toISOString();
    for (const [metal, level] of LEVELS) {
      lines.push(`${ts},${metal},${(level * (1 + Math.sin(turn / 7) / 1000)).toFixed(2)},bench`);
    }
  }
  return lines.join("\n") + "\n";
}

/** A history of `days` days before the recording, as an import file. */
export function makeHistory(days: number): string {
  const lines = ["ts,metal,price_usd_toz,provider"];
  for (let day = days; day > 0; day--) {
    const ts = new Date(Date.parse("2025-12-31T12:00:00Z") - day * 86_400_000).toISOString();
    for (const [metal, level] of LEVELS) {
      lines.push(`${ts},${metal},${(level * (1 + Math.sin(day / 300) / 5)).toFixed(2)},bench`);
    }
  }
  return lines.join("\n") + "\n";
}
