/// <reference lib="dom" />
import { fields } from "../../client/read-prices.ts";
import { h } from "../element.ts";
import type { Fields } from "./backend-api.ts";
import { number, text } from "./reading.ts";
import { save, type Saving } from "./saving.ts";

/** Settings as the backend describes them (a JSON Schema), so that a new one appears here by itself. */
export function settingsPanel(config: Fields, { api, reload }: Saving): HTMLElement {
  const settings = fields(config["settings"]);
  const properties = fields(fields(fields(config["editable"])["settings"])["properties"]);
  const inputs = Object.entries(properties).flatMap(([name, schema]) => {
    const input = inputFor(fields(schema), settings[name]);
    return input === null ? [] : [{ name, input, hint: text(fields(schema)["description"], "") }];
  });
  const message = h("span", { role: "status" });

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const changed = inputs.flatMap(({ name, input }) => {
      const value = input instanceof HTMLInputElement ? input.valueAsNumber : input.value;
      return value === settings[name] || Number.isNaN(value) ? [] : [[name, value] as const];
    });
    if (changed.length === 0) return message.replaceChildren("Nothing was changed.");
    const version = number(config["version"]) ?? 0;
    if (await save({ settings: Object.fromEntries(changed) }, { api, version, message })) reload();
  }

  return h(
    "section",
    { class: "panel" },
    h("h2", {}, "Settings"),
    h(
      "p",
      { class: "quiet" },
      `Version ${text(config["version"])}, last changed by ${text(config["updated_by"])}`,
    ),
    h(
      "form",
      { class: "form grid-form", onsubmit: (event) => void submit(event) },
      ...inputs.map(({ name, input, hint }) =>
        h("label", {}, words(name), input, h("span", { class: "hint" }, hint))
      ),
      h(
        "div",
        { class: "buttons" },
        h("button", { class: "button main", type: "submit" }, "Save settings"),
        h("button", { class: "button", type: "button", onclick: reload }, "Reload"),
        message,
      ),
    ),
  );
}

/** Whole numbers and choices; groups such as thresholds are edited by the API. */
function inputFor(schema: Fields, value: unknown): HTMLInputElement | HTMLSelectElement | null {
  const choices = schema["enum"];
  if (Array.isArray(choices)) {
    const select = h("select", {}, ...choices.map((choice) => h("option", {}, text(choice))));
    select.value = text(value);
    return select;
  }
  if (schema["type"] !== "integer" && schema["type"] !== "number") return null;
  return h("input", {
    type: "number",
    min: number(schema["minimum"]),
    max: number(schema["maximum"]),
    step: schema["type"] === "integer" ? 1 : "any",
    value: number(value),
  });
}

function words(name: string): string {
  const spaced = name.replaceAll("_", " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
