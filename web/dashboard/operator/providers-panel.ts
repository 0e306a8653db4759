/// <reference lib="dom" />
import { fields } from "../../client/read-prices.ts";
import { h, svg } from "../element.ts";
import type { Fields } from "./backend-api.ts";
import { list, number, since, text } from "./reading.ts";
import { save, type Saving } from "./saving.ts";
import { table } from "./table.ts";

const HIGH_USE = 0.9;

/** Providers with their health, use of quota and plan; the switches are saved one provider at a time. */
export function providersPanel(config: Fields, { api, reload }: Saving): HTMLElement {
  const message = h("span", { role: "status" });
  const version = number(config["version"]) ?? 0;
  const plans = new Map(list(config["plan"]).map((plan) => [text(plan["provider"] ?? plan["key"]), plan]));
  const now = text(config["now"], new Date().toISOString());

  async function change(key: string, switches: Fields): Promise<void> {
    if (await save({ providers: { [key]: switches } }, { api, version, message })) reload();
  }

  const rows = list(config["providers"]).map((provider) => {
    const key = text(provider["key"]);
    const name = text(provider["name"]);
    const enabled = h("input", { type: "checkbox", "aria-label": `${name} enabled` });
    enabled.checked = provider["enabled"] === true;
    enabled.addEventListener("change", () => void change(key, { enabled: enabled.checked }));
    const priority = h("input", {
      type: "number",
      min: 1,
      max: 1000,
      value: number(provider["priority"]),
      "aria-label": `${name} priority`,
    });
    priority.addEventListener("change", () => {
      if (priority.checkValidity()) void change(key, { priority: priority.valueAsNumber });
    });
    return [
      name,
      enabled,
      priority,
      text(provider["key_state"]).replaceAll("_", " "),
      breakerWords(fields(provider["breaker"])),
      since(provider["last_success_at"], now),
      use(provider),
      planWords(plans.get(key)),
    ];
  });
  return h(
    "section",
    { class: "panel scroll" },
    table({
      caption: "Providers",
      columns: [
        "Provider",
        "On",
        "Priority",
        "Key",
        "State",
        "Last success",
        "Calls this month",
        "Next call",
      ],
      rows,
    }),
    message,
  );
}

function breakerWords(breaker: Fields): string {
  const reason = breaker["disabled_reason"];
  if (typeof reason === "string") return `off: ${reason.replaceAll("_", " ")}`;
  const state = text(breaker["state"], "closed");
  return state === "closed" ? "working" : state.replaceAll("_", " ");
}

function planWords(plan: Fields | undefined): string {
  if (plan === undefined) return "–";
  const at = text(plan["next_call_at"] ?? plan["nextCallAt"], "");
  return at === "" ? "–" : new Date(at).toLocaleTimeString();
}

/** Calls against the quota, in figures and as a bar. */
function use(provider: Fields): Node {
  const used = number(provider["calls_this_month"]) ?? 0;
  const quota = number(provider["monthly_quota"]);
  if (quota === null || quota === 0) return document.createTextNode(`${used}, no limit`);
  const share = Math.min(1, used / quota);
  return h(
    "div",
    {},
    `${used} of ${quota}`,
    svg(
      "svg",
      {
        class: share > HIGH_USE ? "meter high" : "meter",
        viewBox: "0 0 100 8",
        preserveAspectRatio: "none",
        "aria-hidden": "true",
      },
      svg("rect", { width: share * 100, height: 8 }),
    ),
  );
}
