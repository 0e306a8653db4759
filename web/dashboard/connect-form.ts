import { h } from "./element.ts";

export interface BackendConnection {
  readonly url: string | null;
  readonly key: string | null;
}

/** Asks where the backend is. The publishable key is public and may be kept; a secret key is refused here. */
export function connectForm(
  current: BackendConnection,
  { message, onSave }: {
    readonly message: string | null;
    readonly onSave: (next: BackendConnection) => void;
  },
): HTMLElement {
  const url = h("input", {
    name: "url",
    type: "url",
    placeholder: "https://<project>.supabase.co",
    value: current.url ?? "",
    autocomplete: "url",
    "aria-describedby": "url-hint",
  });
  const key = h("input", {
    name: "key",
    placeholder: "sb_publishable_…",
    value: current.key ?? "",
    autocomplete: "off",
    spellcheck: "false",
    "aria-describedby": "key-hint",
  });
  const problem = h("p", { role: "alert", class: "notice bad" });
  problem.hidden = true;

  function submit(event: Event): void {
    event.preventDefault();
    const said = judge(url.value.trim(), key.value.trim());
    problem.hidden = said === null;
    problem.textContent = said ?? "";
    if (said === null) onSave({ url: url.value.trim() || null, key: key.value.trim() || null });
  }

  return h(
    "section",
    { class: "stack" },
    message === null ? null : h("p", { class: "notice bad", role: "alert" }, message),
    h(
      "div",
      { class: "panel" },
      h("h2", {}, "Connect to your backend"),
      h(
        "form",
        { class: "form", novalidate: true, onsubmit: submit },
        h(
          "label",
          {},
          "Project URL",
          url,
          h(
            "span",
            { class: "hint", id: "url-hint" },
            "As the Supabase dashboard shows it. Empty: the address that this page comes from.",
          ),
        ),
        h(
          "label",
          {},
          "Publishable key",
          key,
          h(
            "span",
            { class: "hint", id: "key-hint" },
            "Not needed for reading. Both are kept on this device only.",
          ),
        ),
        problem,
        h("div", { class: "buttons" }, h("button", { class: "button main", type: "submit" }, "Connect")),
      ),
    ),
  );
}

function judge(url: string, key: string): string | null {
  if (url !== "" && !(URL.canParse(url) && /^https?:$/.test(new URL(url).protocol))) {
    return "The URL is not one: it should look like https://<project>.supabase.co";
  }
  return key.startsWith("sb_secret_")
    ? "This is a secret key: it must not be stored in a browser. Use the publishable key (sb_publishable_…)."
    : null;
}
