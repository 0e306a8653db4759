import type { Comparison } from "./compare-reads.ts";
import type { Verification } from "./verify.ts";

export interface ReplayReport {
  readonly verification: Verification;
  readonly states: ReadonlyMap<string, number>;
  readonly seconds: number;
  readonly reads: Comparison;
}

const MOST_SHOWN = 20;

/** The end of a replay as a table for a person, worst news last. */
export function report({ verification, states, seconds, reads }: ReplayReport): string {
  const { rows, priced, closed, refused, reasons, mismatches } = verification;
  const pulls = [...states.values()].reduce((sum, count) => sum + count, 0);
  const lines: [string, string][] = [
    ["rows in the recording", String(rows)],
    ["stored to the cent, at their time", String(priced)],
    ["  of these in closed market", `${closed} (in no bar)`],
    ["no prices, never published", String(refused)],
    ...Object.entries(reasons).sort().map(([reason, count]): [string, string] => [
      `  quotes refused as ${reason}`,
      String(count),
    ]),
    ["pulls", `${pulls} in ${seconds.toFixed(1)} s (${[...states].map((one) => one.join(" ")).join(", ")})`],
    ["reads by supabase-js and function", `${reads.answered} answered, ${reads.differences.length} differ`],
    ["mismatches", String(mismatches.length)],
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  const wrong = [...mismatches, ...reads.differences];
  return [
    "",
    ...lines.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`),
    ...(wrong.length === 0 ? [] : ["", ...wrong.slice(0, MOST_SHOWN).map((line) => `  ${line}`)]),
    ...(wrong.length > MOST_SHOWN ? [`  … and ${wrong.length - MOST_SHOWN} more`] : []),
  ].join("\n");
}
