import { SpotError } from "../client/spot-error.ts";
import type { SpotPrice, Unit, Window } from "../client/spot-price.ts";

export const METAL_NAMES = {
  gold: "Gold",
  silver: "Silver",
  platinum: "Platinum",
  palladium: "Palladium",
} as const;
export const UNIT_NAMES: Readonly<Record<Unit, string>> = { toz: "troy ounce", g: "gram", kg: "kilogram" };

export const WINDOW_NAMES: Readonly<Record<Window, string>> = {
  "1h": "1 hour",
  "6h": "6 hours",
  "12h": "12 hours",
  "24h": "24 hours",
  "7d": "7 days",
  "30d": "30 days",
  "90d": "90 days",
  "1y": "1 year",
  "5y": "5 years",
  "10y": "10 years",
  "max": "all years",
};

const STATE_CHIPS = {
  fresh: ["Fresh", "good"],
  carried: ["Carried", "good"],
  stale: ["Stale", "warn"],
  disputed: ["Disputed", "bad"],
  unknown: ["Past", ""],
} as const;

/** What else says that a price is right, in words. */
export function corroborationInWords({ corroboratedBy, sources, state }: SpotPrice): string {
  if (state === "disputed") return "sources differ";
  switch (corroboratedBy) {
    case "families": {
      const agreeing = sources.filter(({ verdict }) => verdict === "accepted").length;
      return agreeing > 1 ? `${agreeing} sources agree` : "agrees with what another source said last";
    }
    case "reference":
      return "near the central banks' daily reference";
    case "history":
      return "goes on from a price that was confirmed";
    default:
      return "one source, unconfirmed";
  }
}

/** Decimals that suit a price: cents, and finer where a cent is much of it. */
function digitsFor(price: number): number {
  return price >= 20 ? 2 : price >= 1 ? 3 : 5;
}

/** An amount as people of this browser's language write it, with the decimals that suit `price`. */
export function money(value: number, currency: string, price = value): string {
  const digits = digitsFor(Math.abs(price));
  try {
    return new Intl.NumberFormat(undefined, {
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
      minimumFractionDigits: 2,
      maximumFractionDigits: digits,
    }).format(value);
  } catch {
    // A browser that does not know the code still shows the number.
    return `${value.toFixed(digits)} ${currency}`;
  }
}

/** "+0.42 %", with a true minus. */
export function signedPercent(share: number): string {
  const text = Math.abs(share * 100).toFixed(2);
  return `${signOf(Number(text) * Math.sign(share))}${text} %`;
}

/** "+", a true minus, or "±" for nothing. */
export function signOf(value: number): string {
  return value > 0 ? "+" : value < 0 ? "−" : "±";
}

/** A time in this browser's language and zone, with the zone, so that nobody has to guess. */
export function localTime(iso: string | number): string {
  return new Intl.DateTimeFormat(undefined, {
    dateStyle: "medium",
    timeStyle: "medium",
  }).format(new Date(iso));
}

export function zoneName(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Words and colour of the small sign beside a price. */
export function stateChip(price: SpotPrice): readonly [string, "good" | "warn" | "bad" | ""] {
  const { state, market, origin } = price;
  if (origin !== "live") return [origin === "simulated" ? "Simulated" : "Replayed", "warn"];
  if (market === "closed" && state !== "disputed" && state !== "stale") return ["Market closed", ""];
  return STATE_CHIPS[state];
}

/** What is so and what to do, as two sentences. */
export function inWords({ message, hint }: SpotError): string {
  return [message, hint].map((text) => /[.?!]$/.test(text) ? text : `${text}.`).join(" ");
}

/** What a person reads of any failure. */
export function errorInWords(error: unknown): string {
  return error instanceof SpotError ? inWords(error) : "Something failed unexpectedly.";
}
