import { METALS } from "../../shared/schemas/metal.ts";
import { originOf } from "../../shared/schemas/origin.ts";
import { SpotError } from "./spot-error.ts";
import type {
  AsOf,
  ConversionRate,
  PricePoint,
  PriceSourceShare,
  SpotPrice,
  State,
  Unit,
} from "./spot-price.ts";

/** Above any price: a kilogram of platinum in the weakest currency is about 1e12. */
const HIGHEST_PRICE = 1e14;
const EARLIEST = Date.UTC(1900, 0, 1);
const DAY = 86_400_000;
const LONGEST_TEXT = 120;
const STATES: readonly State[] = ["fresh", "stale", "disputed", "carried"];
const CORROBORATIONS = ["families", "reference", "history"] as const;
const UNITS: readonly Unit[] = ["toz", "g", "kg"];

/**
 * Reads an answer of prices-read, one metal or a list. What cannot be a price, a time or a text never gets further
 * than here: a bad point is left out, a bad latest price refuses the answer.
 *
 * @throws SpotError BAD_ANSWER
 */
export function readPrices(json: unknown, now: number): readonly SpotPrice[] {
  const body = fields(json);
  const list = body["prices"];
  const answers = list === undefined ? [json] : Array.isArray(list) ? list : [];
  if (answers.length === 0) throw bad("it holds no price");
  return answers.map((answer) => readPrice(fields(answer), now));
}

function readPrice(answer: Fields, now: number): SpotPrice {
  const latest = fields(answer["latest"]);
  const metal = METALS.find((name) => name === answer["metal"]);
  const unit = UNITS.find((name) => name === answer["unit"]);
  const currency = answer["currency"];
  const price = priceOrNull(latest["price"]);
  const ts = timeOrNull(latest["ts"], now);
  if (metal === undefined || unit === undefined) throw bad("metal or unit is unknown");
  if (typeof currency !== "string" || !/^[A-Z]{3}$/.test(currency)) throw bad("the currency is not a code");
  if (price === null) throw bad("the price is not a number above zero");
  if (ts === null) throw bad("the time of the price is not a time");
  const provider = textOrNull(latest["provider"]) ?? "unknown";
  return {
    metal,
    currency,
    unit,
    price,
    bid: priceOrNull(latest["bid"]),
    ask: priceOrNull(latest["ask"]),
    ts,
    // A state that this version does not know is no reason to trust the price.
    state: latest["state"] === null ? "unknown" : STATES.find((name) => name === latest["state"]) ?? "stale",
    stateReason: textOrNull(latest["state_reason"]),
    corroboratedBy: CORROBORATIONS.find((name) => name === latest["corroborated_by"]) ?? null,
    market: latest["market"] === "closed" ? "closed" : "open",
    provider,
    origin: originOf(provider),
    confidenceBps: numberOrNull(latest["confidence_bps"]),
    sources: listOf(latest["sources"]).map(readSource),
    rate: readRate(fields(answer["fx"]), now),
    points: listOf(answer["series"]).flatMap((point) => readPoint(point, now)),
    via: "backend",
    asOf: readAsOf(answer["as_of"]),
    ageOnArrival: numberOrNull(latest["age_seconds"]) ?? Math.max(0, (now - Date.parse(ts)) / 1000),
    arrivedAt: now,
    freshForMs: freshFor(answer),
  };
}

/** Difference of two times of the sender, so that our own clock does not matter. */
function freshFor(answer: Fields): number {
  const until = Date.parse(String(answer["stale_after"])) - Date.parse(String(answer["generated_at"]));
  return until > 1000 && until < DAY ? until : 1000;
}

function readPoint(json: unknown, now: number): PricePoint[] {
  const point = fields(json);
  const ts = timeOrNull(point["ts"], now);
  const price = priceOrNull(point["price"]);
  if (ts === null || price === null) return [];
  const open = priceOrNull(point["open"]) ?? price;
  const high = Math.max(priceOrNull(point["high"]) ?? price, price, open);
  const low = Math.min(priceOrNull(point["low"]) ?? price, price, open);
  return [{ ts, price, open, high, low }];
}

function readSource(json: unknown): PriceSourceShare {
  const source = fields(json);
  return {
    provider: textOrNull(source["provider"]) ?? "unknown",
    price: priceOrNull(source["price"]),
    verdict: textOrNull(source["verdict"]) ?? "accepted",
    reason: textOrNull(source["reason"]),
  };
}

function readRate(fx: Fields, now: number): ConversionRate | null {
  const usdValue = priceOrNull(fx["usd_value"]);
  const ts = timeOrNull(fx["ts"], now);
  return usdValue === null || ts === null
    ? null
    : { usdValue, ts, source: textOrNull(fx["source"]) ?? "unknown" };
}

function readAsOf(json: unknown): AsOf | null {
  const asOf = fields(json);
  const requested = textOrNull(asOf["requested"]);
  if (requested === null) return null;
  return {
    requested,
    match: textOrNull(asOf["match"]) ?? "before",
    distanceSeconds: numberOrNull(asOf["distance_seconds"]) ?? 0,
  };
}

type Fields = Readonly<Record<string, unknown>>;

export function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function numberOrNull(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function priceOrNull(value: unknown): number | null {
  const number = numberOrNull(value);
  return number !== null && number > 0 && number < HIGHEST_PRICE ? number : null;
}

export function textOrNull(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value.slice(0, LONGEST_TEXT) : null;
}

/** A time without a zone would be read as local time, so it counts as none. */
function timeOrNull(value: unknown, now: number): string | null {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(value)) return null;
  const ms = Date.parse(value);
  // Our clock may be wrong by a lot; a year off is a wrong answer, not a wrong clock.
  return ms >= EARLIEST && ms < now + 365 * DAY ? new Date(ms).toISOString() : null;
}

function bad(what: string): SpotError {
  return new SpotError("BAD_ANSWER", `Cannot read the answer: ${what}`, {
    hint: "Is the address that of a StackTrackr Prices backend, and is its version current?",
  });
}
