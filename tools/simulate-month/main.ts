/** `deno task drill simulate-month [--write]`: prints what a month costs and brings; --write keeps it in docs/budget.md. */
import { MONTH, SCENARIOS } from "./scenario.ts";
import { type MonthReport, simulateMonth } from "./simulate-month.ts";
import { markdownTable, replaceSection } from "../common/markdown.ts";

const PAGE = new URL("../../docs/budget.md", import.meta.url);

function describe(report: MonthReport): string {
  const providers = markdownTable(
    ["provider", "quota", "calls", "days over quota", "calls while closed"],
    report.providers.map(({ key, quota, calls, daysOverQuota, callsWhileClosed }) => [
      key,
      quota === null ? "none" : String(quota),
      String(calls),
      String(daysOverQuota),
      String(callsWhileClosed),
    ]),
  );
  const { longestGapSeconds, bestCadenceSeconds, statuses, pulls, worstErrorBps } = report;
  const share = (longestGapSeconds / bestCadenceSeconds).toFixed(2);
  const formed = Object.entries(statuses).toSorted().map(([status, count]) => `${count} ${status}`).join(
    ", ",
  );
  return [
    `### ${report.name}`,
    "",
    providers,
    "",
    `${pulls} pulls. Longest open-market gap ${minutes(longestGapSeconds)}, best possible cadence ` +
    `${minutes(bestCadenceSeconds)} (× ${share}). Prices: ${formed}; worst error ${worstErrorBps} bps.`,
  ].join("\n");
}

function minutes(seconds: number): string {
  return `${(seconds / 60).toFixed(1)} min`;
}

const text = SCENARIOS.map((scenario) => describe(simulateMonth(scenario, MONTH))).join("\n\n");
Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
if (Deno.args.includes("--write")) {
  Deno.writeTextFileSync(PAGE, replaceSection(Deno.readTextFileSync(PAGE), "simulate-month", text));
}
