import { METAL_CODES } from "../../../shared/schemas/metal.ts";
import {
  datesBetween,
  metalOfCode,
  newestTogether,
  type WireFormat,
  type WireRefusal,
  type WireRequest,
  type WireResponse,
} from "./wire-format.ts";

const ERRORS: Readonly<
  Record<WireRefusal, readonly [status: number, code: number, type: string, info: string]>
> = {
  bad_key: [200, 101, "invalid_access_key", "You have not supplied a valid API Access Key."],
  quota_spent: [200, 104, "usage_limit_reached", "Your monthly API request volume has been reached."],
  // No rate-limit code is documented: the status has to say it.
  rate_limited: [429, 0, "rate_limit_reached", "Too many requests."],
  server_error: [500, 0, "server_error", "Internal server error."],
  not_found: [200, 103, "invalid_api_function", "The requested API endpoint does not exist."],
};

function refusal(kind: WireRefusal): WireResponse {
  const [status, code, type, info] = ERRORS[kind];
  return { status, json: { success: false, error: { code, type, info } } };
}

function ok(fields: Record<string, unknown>): WireResponse {
  return {
    status: 200,
    json: { success: true, ...fields, unit: "per ounce" },
    headers: { "x-ratelimit-limit": "60", "x-ratelimit-remaining": "58" },
  };
}

/** Ounces per dollar, all digits: rounding here would destroy the cents. */
function inverted(price: number): number {
  return price === 0 ? 0 : 1 / price;
}

function latest({ query, scene }: WireRequest): WireResponse {
  const { at, metals } = newestTogether(scene);
  const prices = new Map(metals);
  const rates: Record<string, number> = { USD: 1 };
  for (const symbol of (query.get("symbols") ?? "").split(",")) {
    const [code = "", side] = symbol.split("-");
    const metal = metalOfCode(code);
    // One unknown symbol rejects the whole request.
    if (metal === undefined) {
      return {
        status: 200,
        json: { success: false, error: { code: 202, type: "invalid_symbols", info: "Invalid symbols." } },
      };
    }
    const said = prices.get(metal);
    if (said === undefined) continue;
    if (side === undefined) {
      rates[code] = inverted(said.price);
    } else {
      const price = side === "BID" ? said.bid : said.ask;
      rates[symbol] = inverted(price);
      rates[`USD${symbol}`] = price;
    }
  }
  return ok({
    timestamp: Math.floor(at / 1000),
    date: new Date(scene.now).toISOString().slice(0, 10),
    base: "USD",
    rates,
  });
}

function ratesOn(date: string, { query, scene }: WireRequest): Record<string, number> {
  const codes = (query.get("symbols") ?? Object.values(METAL_CODES).join(",")).split(",");
  const rates = codes.flatMap((code) => {
    const metal = metalOfCode(code);
    const price = metal === undefined ? null : scene.closeOf(metal, date);
    return price === null ? [] : [[code, inverted(price)]];
  });
  return Object.fromEntries(rates);
}

export const metalsApiFormat: WireFormat = {
  refusal,
  answer(asked): WireResponse | null {
    const { path, query } = asked;
    if (path === "/latest") return latest(asked);
    const date = /^\/(\d{4}-\d\d-\d\d)$/.exec(path)?.[1];
    if (date !== undefined) {
      const timestamp = Date.parse(`${date}T23:59:59Z`) / 1000;
      return ok({ historical: true, date, timestamp, base: "USD", rates: ratesOn(date, asked) });
    }
    if (path !== "/timeseries") return null;
    const [start_date, end_date] = [query.get("start_date") ?? "", query.get("end_date") ?? ""];
    const rows = datesBetween(start_date, end_date).map((day) => [day, ratesOn(day, asked)]);
    return ok({ timeseries: true, start_date, end_date, base: "USD", rates: Object.fromEntries(rows) });
  },
};
