import { METAL_CODES, METALS } from "../../../shared/schemas/metal.ts";
import type { UpstreamScene } from "../scene.ts";
import { datesBetween, type WireFormat, type WireRefusal, type WireResponse } from "./wire-format.ts";

interface Row {
  readonly date: string;
  readonly base: string;
  readonly quote: string;
  readonly rate: number;
}

const ERRORS: Readonly<Record<WireRefusal, readonly [status: number, message: string]>> = {
  bad_key: [403, "forbidden"],
  quota_spent: [429, "too many requests"],
  rate_limited: [429, "too many requests"],
  server_error: [500, "internal server error"],
  not_found: [404, "not found"],
};
const PARAMETERS = ["base", "quotes", "date", "from", "to"];
const DAY = 86_400_000;

function failure(status: number, message: string): WireResponse {
  return { status, json: { status, message } };
}

/** The places of the real service: few for large numbers, five for small ones. */
function rounded(rate: number): number {
  if (rate > 5000) return Math.round(rate);
  const digits = rate > 80 ? 2 : rate > 20 ? 3 : rate > 1 ? 4 : rate > 0.0001 ? 5 : 6;
  return Number(rate.toFixed(digits));
}

/** Dollars for one unit of every currency and for one troy ounce of every metal, on a date. */
function valuesOn(date: string, scene: UpstreamScene): ReadonlyMap<string, number> {
  const said = [
    ...[...scene.currencies.keys()].map((code) => [code, scene.currencyOn(code, date)] as const),
    ...METALS.map((metal) => [METAL_CODES[metal], scene.fixOn(metal, date)] as const),
  ];
  return new Map([
    ...said.flatMap(([code, value]) => (value === null || value <= 0 ? [] : [[code, value] as const])),
    ["USD", 1] as const,
  ]);
}

/** The rows of a date by code, the identity row of the base among them. Nothing where the base is unknown that day. */
function rowsOn(
  date: string,
  { base, quotes, scene }: { base: string; quotes: string | null; scene: UpstreamScene },
): Row[] {
  const values = valuesOn(date, scene);
  const one = values.get(base);
  if (one === undefined) return [];
  return [...values]
    .filter(([code]) => quotes === null || quotes.split(",").includes(code))
    .map(([quote, value]) => ({ date, base, quote, rate: quote === base ? 1 : rounded(one / value) }))
    .toSorted((a, b) => (a.quote < b.quote ? -1 : 1));
}

function isWorkday(date: string): boolean {
  return ![0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());
}

/** The newest working day at or before a date: rates are carried forward and keep their own date. */
function carried(date: string): string {
  const weekBefore = new Date(Date.parse(date) - 6 * DAY).toISOString().slice(0, 10);
  return datesBetween(weekBefore, date).findLast(isWorkday) ?? date;
}

/** The newest date whose rates and fixings are out: they come at about 15:00 UTC. */
function published(now: number): string {
  return carried(new Date(now - 15 * 3_600_000).toISOString().slice(0, 10));
}

function isDate(text: string | null): boolean {
  return text === null || !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

function rates(query: URLSearchParams, scene: UpstreamScene): WireResponse {
  const unknown = [...query.keys()].filter((name) => !PARAMETERS.includes(name));
  if (unknown.length > 0) return failure(422, `unknown parameter: ${unknown.join(", ")}`);
  const [date, from, to, quotes] = ["date", "from", "to", "quotes"].map((name) => query.get(name));
  if (![date, from, to].every((text) => isDate(text ?? null))) return failure(422, "invalid date");
  if (date && (from || to)) return failure(422, "conflicting params");
  const asked = { base: query.get("base") ?? "EUR", quotes: quotes ?? null, scene };
  const newest = published(scene.now);
  const earlier = (one: string): string => (one < newest ? one : newest);
  if (!from) return { status: 200, json: rowsOn(carried(earlier(date ?? newest)), asked) };
  const days = datesBetween(carried(from), earlier(to ?? newest)).filter(isWorkday);
  return { status: 200, json: days.flatMap((day) => rowsOn(day, asked)) };
}

/** As v2 of the real service: flat rows for /rates, a list for /currencies. */
export const frankfurterFormat: WireFormat = {
  refusal(kind): WireResponse {
    return failure(...ERRORS[kind]);
  },
  answer({ path, query, scene }): WireResponse | null {
    if (path === "/rates") return rates(query, scene);
    if (path !== "/currencies") return null;
    const end_date = published(scene.now);
    const list = [...valuesOn(end_date, scene).keys()].toSorted().map((code) => ({
      iso_code: code,
      iso_numeric: null,
      name: code,
      symbol: null,
      start_date: "1999-01-04",
      end_date,
    }));
    return { status: 200, json: list };
  },
};
