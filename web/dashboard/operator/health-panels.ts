import { METALS } from "../../../shared/schemas/metal.ts";
import { h } from "../element.ts";
import { fields } from "../../client/read-prices.ts";
import type { Fields } from "./backend-api.ts";
import { bytes, list, number, since, text } from "./reading.ts";
import { METAL_NAMES } from "../words.ts";
import { table } from "./table.ts";

const CHIPS: Readonly<Record<string, string>> = { ok: "good", degraded: "warn", down: "bad" };

/** The verdict, what is wrong and what to do, and the figures behind it. */
export function healthPanel(health: Fields): HTMLElement {
  const status = text(health["status"]);
  const { now } = health;
  const database = fields(health["database"]);
  // Known where the functions share a process, as in the local stack.
  const cache = fields(fields(health["caches"])["prices-read"]);
  const facts: readonly (readonly [string, string])[] = [
    ["Market", text(fields(health["market"])["state"])],
    ["Last pull", since(health["pulled_slot_at"], now)],
    ["Missed slots, 24 h", text(health["missed_slots_24h"])],
    ["Interval", `${text(health["fetch_interval_seconds"])} s`],
    ["Database", `Postgres ${text(database["version"])}, ${bytes(database["size_bytes"])}`],
    ["Database latency", `${text(database["latency_ms"])} ms`],
    ["Cache hits", hitShare(cache)],
  ];
  const problems = list(health["problems"]);
  return h(
    "section",
    { class: "panel" },
    h("h2", {}, "Health ", h("span", { class: `chip ${CHIPS[status] ?? ""}` }, status)),
    ...problems.map((problem) =>
      h(
        "div",
        { class: "problem" },
        h("strong", {}, text(problem["message"])),
        h("p", { class: "quiet" }, text(problem["what_to_do"], "")),
      )
    ),
    h(
      "dl",
      { class: "facts" },
      ...facts.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
    ),
  );
}

function hitShare(cache: Fields): string {
  const [hits, misses] = [number(cache["hits"]), number(cache["misses"])];
  if (hits === null || misses === null) return "–";
  const all = hits + misses;
  return all === 0 ? "no reads yet" : `${((100 * hits) / all).toFixed(1)} % of ${all}`;
}

/** How well the service did: share of open-market minutes with a fresh price, share of pulls that succeeded. */
export function serviceLevelsPanel(health: Fields): HTMLElement {
  const levels = fields(health["service_levels"]);
  const freshness = list(levels["freshness"]);
  const share = (value: unknown): string => number(value) === null ? "–" : `${text(value)} %`;
  return h(
    "section",
    { class: "panel scroll" },
    table({
      caption: "Service levels",
      columns: ["Period", ...METALS.map((metal) => `${METAL_NAMES[metal]} fresh`), "Pulls", "Succeeded"],
      rows: list(levels["pulls"]).map((pulls) => {
        const inPeriod = freshness.filter(({ period }) => period === pulls["period"]);
        return [
          text(pulls["period"]),
          ...METALS.map((name) => share(inPeriod.find(({ metal }) => metal === name)?.["fresh_percent"])),
          text(pulls["pulls"]),
          share(pulls["success_percent"]),
        ];
      }),
    }),
  );
}

export function alertsPanel(health: Fields): HTMLElement {
  const alerts = list(health["alerts"]);
  return h(
    "section",
    { class: "panel scroll" },
    alerts.length === 0 ? h("h2", {}, "No open alerts") : table({
      caption: "Open alerts",
      columns: ["Kind", "Subject", "Severity", "Opened"],
      rows: alerts.map((alert) => [
        text(alert["kind"]),
        text(alert["subject"]),
        text(alert["severity"]),
        since(alert["opened_at"], health["now"]),
      ]),
    }),
  );
}

export function pullsPanel(health: Fields): HTMLElement {
  return h(
    "section",
    { class: "panel scroll" },
    table({
      caption: "Last pulls",
      columns: ["Slot", "Began by", "State", "Prices", "Took", "Published"],
      rows: list(health["pulls"]).map((pull) => [
        since(pull["slot_at"], health["now"]),
        text(pull["trigger"]),
        text(pull["state"]),
        text(pull["origin"]),
        `${text(pull["duration_ms"])} ms`,
        Object.entries(fields(pull["metals"]))
          .map(([metal, outcome]) => `${metal}: ${text(fields(outcome)["outcome"]).replaceAll("_", " ")}`)
          .join(", ") || "–",
      ]),
    }),
  );
}

export function jobsPanel(health: Fields): HTMLElement {
  return h(
    "section",
    { class: "panel scroll" },
    table({
      caption: "Scheduled jobs",
      columns: ["Job", "Schedule", "Active", "Last run", "Result"],
      rows: list(health["jobs"]).map((job) => [
        text(job["name"]),
        text(job["schedule"]),
        job["active"] === true ? "yes" : "no",
        since(job["last_run_at"], health["now"]),
        text(job["last_status"]),
      ]),
    }),
  );
}
