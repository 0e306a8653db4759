/// <reference lib="dom" />
import { METALS } from "../../shared/schemas/metal.ts";
import type { Metal, Unit, Window } from "../client/spot-price.ts";

/** What the page remembers on this device. The secret key is not among it. */
export interface Preferences {
  /** Project URL; null means: where the page comes from. */
  readonly url: string | null;
  /** Publishable key, which is public. */
  readonly key: string | null;
  readonly currency: string;
  readonly unit: Unit;
  readonly window: Window;
  readonly metal: Metal;
  readonly style: "line" | "candles";
  readonly theme: "light" | "dark" | null;
}

export const OFFERED_UNITS: readonly Unit[] = ["toz", "g", "kg"];
export const OFFERED_WINDOWS: readonly Window[] = [
  "1h",
  "6h",
  "24h",
  "7d",
  "30d",
  "90d",
  "1y",
  "5y",
  "10y",
  "max",
];
export const CURRENCIES: readonly string[] = [
  "USD",
  "EUR",
  "GBP",
  "CHF",
  "JPY",
  "AUD",
  "CAD",
  "CNY",
  "INR",
  "NZD",
  "SEK",
  "NOK",
  "DKK",
  "PLN",
  "CZK",
  "HUF",
  "TRY",
  "ZAR",
  "BRL",
  "MXN",
  "SGD",
  "HKD",
  "AED",
  "KRW",
  "THB",
];

const NAME = "stacktrackr-prices";
const DEFAULTS: Preferences = {
  url: null,
  key: null,
  currency: "USD",
  unit: "toz",
  window: "24h",
  metal: "gold",
  style: "line",
  theme: null,
};

/** What was stored, each field checked: another version or a person may have written it. */
export function loadPreferences(): Preferences {
  const stored = read();
  const text = (value: unknown): string | null => typeof value === "string" && value !== "" ? value : null;
  const oneOf = <T extends string>(list: readonly T[], value: unknown, otherwise: T): T =>
    list.find((item) => item === value) ?? otherwise;
  const url = text(stored["url"]);
  return {
    url: url !== null && URL.canParse(url) ? url : null,
    key: text(stored["key"]),
    currency: oneOf(CURRENCIES, stored["currency"], DEFAULTS.currency),
    unit: oneOf(OFFERED_UNITS, stored["unit"], DEFAULTS.unit),
    window: oneOf(OFFERED_WINDOWS, stored["window"], DEFAULTS.window),
    metal: oneOf(METALS, stored["metal"], DEFAULTS.metal),
    style: oneOf(["line", "candles"], stored["style"], DEFAULTS.style),
    theme: stored["theme"] === "light" || stored["theme"] === "dark" ? stored["theme"] : null,
  };
}

export function savePreferences(preferences: Preferences): void {
  try {
    localStorage.setItem(NAME, JSON.stringify(preferences));
  } catch {
    // Storage is full or forbidden: the choice then lasts as long as the page.
  }
}

function read(): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(localStorage.getItem(NAME) ?? "{}");
    return typeof json === "object" && json !== null ? { ...json } : {};
  } catch {
    return {};
  }
}
