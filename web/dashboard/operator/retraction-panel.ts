/// <reference lib="dom" />
import { METALS } from "../../../shared/schemas/metal.ts";
import { h } from "../element.ts";
import { errorInWords, METAL_NAMES } from "../words.ts";
import type { BackendApi, WrongPrices } from "./backend-api.ts";

/**
 * Takes wrong prices out. The first button only counts; what goes is named before the second one appears, and any change
 * of the form takes that one away again.
 */
export function retractionPanel(api: BackendApi): HTMLElement {
  const metal = h(
    "select",
    { name: "metal" },
    ...METALS.map((name) => h("option", { value: name }, METAL_NAMES[name])),
  );
  const from = h("input", { type: "datetime-local", name: "from", step: "1", required: true });
  const to = h("input", { type: "datetime-local", name: "to", step: "1", required: true });
  const reason = h("input", { type: "text", name: "reason", required: true, maxlength: "200" });
  const message = h("p", { role: "status", class: "quiet" });

  /** What the form says; its times are UTC. */
  function retraction(): WrongPrices {
    return {
      metal: metal.value,
      from_at: utc(from.value),
      to_at: utc(to.value),
      reason: reason.value.trim(),
    };
  }

  function span({ metal: name, from_at, to_at }: WrongPrices): string {
    return `of ${name} from ${from_at} to ${to_at}`;
  }

  async function count(): Promise<void> {
    const wanted = retraction();
    try {
      const found = await api.retract(wanted, { dryRun: true });
      if (found === 0) return message.replaceChildren(`There are no prices ${span(wanted)}.`);
      message.replaceChildren(
        `${found} price${found === 1 ? "" : "s"} ${span(wanted)} would be taken out. `,
        h(
          "button",
          { class: "button bad", type: "button", onclick: () => void takeOut(wanted) },
          `Take out ${found}`,
        ),
      );
    } catch (error) {
      message.replaceChildren(h("span", { class: "down" }, errorInWords(error)));
    }
  }

  async function takeOut(wanted: WrongPrices): Promise<void> {
    message.replaceChildren("Taking them out …");
    try {
      const gone = await api.retract(wanted, { dryRun: false });
      message.replaceChildren(
        h("span", { class: "up" }, `${gone} price${gone === 1 ? "" : "s"} ${span(wanted)} taken out. `),
        "Bars and the latest price are made again; the rows are kept in spot.retracted_prices.",
      );
    } catch (error) {
      message.replaceChildren(h("span", { class: "down" }, errorInWords(error)));
    }
  }

  return h(
    "section",
    { class: "panel", "aria-label": "Wrong prices" },
    h("h2", {}, "Wrong prices"),
    h("p", { class: "quiet" }, "Takes prices out that should never have been stored. Both times count."),
    h(
      "form",
      {
        class: "form grid-form",
        onsubmit: (event) => {
          event.preventDefault();
          void count();
        },
        oninput: () => message.replaceChildren(),
      },
      h("label", {}, "Metal", metal),
      h("label", {}, "From (UTC)", from),
      h("label", {}, "To (UTC)", to),
      h("label", {}, "Reason", reason, h("span", { class: "hint" }, "Kept with the rows")),
      h("div", { class: "buttons" }, h("button", { class: "button", type: "submit" }, "Count them")),
    ),
    message,
  );
}

/** Browsers leave out seconds that are zero. */
function utc(local: string): string {
  return new Date(`${local}Z`).toISOString().replace(".000Z", "Z");
}
