import type { UpstreamScene } from "../scene.ts";
import { datesBetween, type WireFormat, type WireRefusal, type WireResponse } from "./wire-format.ts";

const ERRORS: Readonly<Record<WireRefusal, readonly [status: number, message: string]>> = {
  bad_key: [403, "forbidden"],
  quota_spent: [429, "too many requests"],
  rate_limited: [429, "too many requests"],
  server_error: [500, "internal server error"],
  not_found: [404, "not found"],
};

/** Units of each currency for one dollar, on a date. */
function ratesOn(date: string, scene: UpstreamScene): Record<string, number> {
  const rates = [...scene.currencies.keys()].flatMap((code): [string, number][] => {
    const value = scene.currencyOn(code, date);
    return code === "USD" || value === null || value <= 0 ? [] : [[code, Number((1 / value).toPrecision(6))]];
  });
  return Object.fromEntries(rates);
}

function isWorkday(date: string): boolean {
  return ![0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());
}

/** The newest working day whose rates are out: they come at about 15:00 UTC. */
function latestDate(now: number): string {
  const published = new Date(now - 15 * 3_600_000).toISOString().slice(0, 10);
  const weekBefore = new Date(Date.parse(published) - 6 * 86_400_000).toISOString().slice(0, 10);
  return datesBetween(weekBefore, published).filter(isWorkday).at(-1) ?? published;
}

export const frankfurterFormat: WireFormat = {
  refusal(kind): WireResponse {
    const [status, message] = ERRORS[kind];
    return { status, json: { message } };
  },
  answer({ path, scene }): WireResponse | null {
    const newest = latestDate(scene.now);
    const [, from, to] = /^\/(\d{4}-\d\d-\d\d)(?:\.\.(\d{4}-\d\d-\d\d))?$/.exec(path) ?? [];
    if (path === "/latest" || (from !== undefined && to === undefined)) {
      const date = from ?? newest;
      return { status: 200, json: { amount: 1, base: "USD", date, rates: ratesOn(date, scene) } };
    }
    if (from === undefined || to === undefined) return null;
    const end_date = to < newest ? to : newest;
    const rows = datesBetween(from, end_date).filter(isWorkday).map((date) => [date, ratesOn(date, scene)]);
    return {
      status: 200,
      json: { amount: 1, base: "USD", start_date: from, end_date, rates: Object.fromEntries(rows) },
    };
  },
};
