/// <reference lib="dom" />
import type { Origin } from "../../client/spot-price.ts";
import { SpotError } from "../../client/spot-error.ts";
import { h } from "../element.ts";
import { inWords } from "../words.ts";
import type { View } from "../prices-view.ts";
import { type BackendApi, createBackendApi, type Fields } from "./backend-api.ts";
import { alertsPanel, healthPanel, jobsPanel, pullsPanel, serviceLevelsPanel } from "./health-panels.ts";
import { providersPanel } from "./providers-panel.ts";
import { list } from "./reading.ts";
import { retractionPanel } from "./retraction-panel.ts";
import { secretKeyForm } from "./secret-key-form.ts";
import { settingsPanel } from "./settings-panel.ts";

export interface OperatorViewOptions {
  readonly url: string;
  readonly secretKey: string | null;
  /** Null forgets it. */
  readonly onSecretKey: (key: string | null) => void;
  readonly onOrigin: (origin: Origin) => void;
}

const REFRESH_MS = 15_000;

/** What an operator wants to know and may change. Needs the secret key, which stays in the memory of this page. */
export function createOperatorView({ url, secretKey, onSecretKey, onOrigin }: OperatorViewOptions): View {
  const root = h("div", { class: "stack" });
  let timer: ReturnType<typeof setInterval> | null = null;
  let hasEnded = false;

  function askForKey(message: string | null): void {
    stop();
    onSecretKey(null);
    root.replaceChildren(secretKeyForm(message, open));
  }

  function open(key: string): void {
    const api = createBackendApi(url, key);
    const status = h("div", { class: "stack" }, h("p", { class: "quiet", role: "status" }, "Loading …"));
    const settings = h("div", { class: "stack" });
    const bar = h(
      "div",
      {},
      h(
        "button",
        { class: "button", type: "button", onclick: () => askForKey(null) },
        "Forget the secret key",
      ),
    );
    root.replaceChildren(status, settings, retractionPanel(api), bar);
    void loadSettings(api, settings);
    const refresh = async (): Promise<void> => {
      try {
        const health = await api.health();
        if (hasEnded) return;
        onSecretKey(key);
        onOrigin(originIn(health));
        status.replaceChildren(...statusPanels(health));
      } catch (error) {
        if (!hasEnded) fail(error, status);
      }
    };
    void refresh();
    timer = setInterval(refresh, REFRESH_MS);
  }

  function fail(error: unknown, target: HTMLElement): void {
    const isKey = error instanceof SpotError && error.code === "KEY_REJECTED";
    if (isKey) return askForKey(inWords(error));
    const words = error instanceof SpotError ? inWords(error) : "Something failed unexpectedly.";
    target.replaceChildren(h("p", { class: "notice bad", role: "alert" }, words));
  }

  async function loadSettings(api: BackendApi, target: HTMLElement): Promise<void> {
    try {
      const config = await api.config();
      if (hasEnded) return;
      const reload = (): void => void loadSettings(api, target);
      target.replaceChildren(providersPanel(config, { api, reload }), settingsPanel(config, { api, reload }));
    } catch (error) {
      if (!hasEnded) fail(error, target);
    }
  }

  function stop(): void {
    if (timer !== null) clearInterval(timer);
    timer = null;
  }

  if (secretKey === null) askForKey(null);
  else open(secretKey);
  return {
    root,
    recolour(): void {},
    end(): void {
      hasEnded = true;
      stop();
    },
  };
}

/** Of the newest pull: nobody should take its prices for something else. */
function originIn(health: Fields): Origin {
  const origin = list(health["pulls"])[0]?.["origin"];
  return origin === "simulated" || origin === "replayed" ? origin : "live";
}

function statusPanels(health: Fields): HTMLElement[] {
  return [healthPanel, alertsPanel, serviceLevelsPanel, pullsPanel, jobsPanel].map((panel) => panel(health));
}
