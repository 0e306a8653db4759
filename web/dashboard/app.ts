/// <reference lib="dom" />
import { createSpotClient } from "../client/create-spot-client.ts";
import type { SpotClient } from "../client/spot-client.ts";
import type { Origin } from "../client/spot-price.ts";
import { connectForm } from "./connect-form.ts";
import { byId, h } from "./element.ts";
import { createOperatorView } from "./operator/operator-view.ts";
import {
  CURRENCIES,
  loadPreferences,
  OFFERED_UNITS,
  type Preferences,
  savePreferences,
} from "./preferences.ts";
import { createPricesView, type View } from "./prices-view.ts";
import { applyTheme, onSystemTheme } from "./theme.ts";
import { UNIT_NAMES } from "./words.ts";

const VIEWS = { prices: "Prices", operator: "Operator", connection: "Connection" } as const;
const ORIGIN_WORDS: Readonly<Record<Origin, string | null>> = {
  live: null,
  simulated: "Simulated prices: invented numbers for trying things out, not of the market.",
  replayed: "Replayed prices: recorded earlier, not of today's market.",
};
type ViewName = keyof typeof VIEWS;

let preferences = loadPreferences();
let client = connect();
let view: View | null = null;
/** Held here only: gone with the page. */
let secretKey: string | null = null;

function connect(): SpotClient {
  const { url, key } = preferences;
  return createSpotClient({ url: baseUrl(), ...(key === null || url === null ? {} : { key }) });
}

function baseUrl(): string {
  return preferences.url ?? location.origin;
}

function change(part: Partial<Preferences>): void {
  preferences = { ...preferences, ...part };
  savePreferences(preferences);
}

function viewName(): ViewName {
  const name = location.hash.slice(1);
  return name === "operator" || name === "connection" ? name : "prices";
}

function draw(): void {
  view?.end();
  view = null;
  const name = viewName();
  drawTabs(name);
  const main = byId("main");
  document.title = name === "prices" ? "StackTrackr Prices" : `${VIEWS[name]} · StackTrackr Prices`;
  byId("source").textContent = `Backend: ${baseUrl()}`;
  if (name === "connection") {
    const { url, key } = preferences;
    main.replaceChildren(connectForm({ url, key }, { message: null, onSave: reconnect }));
    return;
  }
  view = name === "operator"
    ? createOperatorView({
      url: baseUrl(),
      secretKey,
      onSecretKey: (key) => secretKey = key,
      onOrigin: drawBanner,
    })
    : createPricesView({
      client,
      preferences,
      onChange: change,
      onPrices: (prices) => drawBanner(prices.find(({ origin }) => origin !== "live")?.origin ?? "live"),
      onConnect: () => location.hash = "connection",
    });
  main.replaceChildren(view.root);
}

function reconnect({ url, key }: { readonly url: string | null; readonly key: string | null }): void {
  change({ url, key });
  client.close();
  client = connect();
  secretKey = null;
  drawBanner("live");
  if (viewName() === "prices") draw();
  else location.hash = "prices";
}

function drawTabs(current: ViewName): void {
  byId("tabs").replaceChildren(
    ...Object.entries(VIEWS).map(([name, words]) =>
      h("a", { href: `#${name}`, "aria-current": name === current ? "page" : null }, words)
    ),
  );
}

/** Prices that are not of the market must be seen as such wherever one looks. */
function drawBanner(origin: Origin): void {
  const banner = byId("banner");
  // Untouched while it says the same, so that it is not announced at each pull.
  if (banner.dataset["origin"] === origin) return;
  banner.dataset["origin"] = origin;
  const words = ORIGIN_WORDS[origin];
  banner.replaceChildren(...(words === null ? [] : [h("p", { class: "banner", role: "status" }, words)]));
}

function drawControls(): void {
  const currency = h(
    "select",
    { "aria-label": "Currency" },
    ...CURRENCIES.map((code) => h("option", {}, code)),
  );
  currency.value = preferences.currency;
  currency.addEventListener("change", () => {
    change({ currency: currency.value });
    draw();
  });
  const units = OFFERED_UNITS.map((unit) => h("option", { value: unit }, UNIT_NAMES[unit]));
  const unit = h("select", { "aria-label": "Unit" }, ...units);
  unit.value = preferences.unit;
  unit.addEventListener("change", () => {
    change({ unit: OFFERED_UNITS.find((name) => name === unit.value) ?? "toz" });
    draw();
  });
  const theme = h("button", { type: "button", class: "button icon", onclick: toggleTheme }, "");
  byId("controls").replaceChildren(currency, unit, theme);

  function toggleTheme(): void {
    change({ theme: document.documentElement.dataset["theme"] === "dark" ? "light" : "dark" });
    showTheme();
  }
  function showTheme(): void {
    const isDark = applyTheme(preferences.theme) === "dark";
    theme.textContent = isDark ? "☀" : "☾";
    theme.setAttribute("aria-label", isDark ? "Light theme" : "Dark theme");
    view?.recolour();
  }
  showTheme();
  onSystemTheme(showTheme);
}

drawControls();
addEventListener("hashchange", () => {
  draw();
  byId("main").focus();
});
draw();
