import { h } from "../element.ts";

/** Asks for the secret key. It is sent to the backend and kept nowhere. */
export function secretKeyForm(message: string | null, onKey: (key: string) => void): HTMLElement {
  const input = h("input", {
    type: "password",
    name: "secret",
    placeholder: "sb_secret_…",
    autocomplete: "off",
    spellcheck: "false",
    required: true,
    "aria-describedby": "secret-hint",
  });
  return h(
    "section",
    { class: "stack" },
    message === null ? null : h("p", { class: "notice bad", role: "alert" }, message),
    h(
      "div",
      { class: "panel" },
      h("h2", {}, "Operator"),
      h(
        "form",
        {
          class: "form",
          onsubmit: (event) => {
            event.preventDefault();
            const key = input.value.trim();
            if (key !== "") onKey(key);
          },
        },
        h(
          "label",
          {},
          "Secret key",
          input,
          h(
            "span",
            { class: "hint", id: "secret-hint" },
            "Printed by deno task start, or under API keys of your project. It stays in the memory of this page until " +
              "you leave it.",
          ),
        ),
        h("div", { class: "buttons" }, h("button", { class: "button main", type: "submit" }, "Open")),
      ),
    ),
  );
}
