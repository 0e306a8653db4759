import { METALS } from "../../../shared/schemas/metal.ts";
import type { UpstreamScene } from "../scene.ts";
import {
  datesBetween,
  newestTogether,
  places,
  type WireFormat,
  type WireRefusal,
  type WireRequest,
  type WireResponse,
} from "./wire-format.ts";

const ERRORS: Readonly<Record<WireRefusal, readonly [status: number, code: number | null, message: string]>> =
  {
    bad_key: [401, 1101, "Unauthorized. The API Key provided is invalid."],
    quota_spent: [403, 1203, "Unauthorized. Monthly quota exceeded, including grace usage."],
    rate_limited: [429, null, "Too many requests."],
    server_error: [500, null, "Internal server error."],
    not_found: [404, null, "Not found."],
  };

function ok(fields: Record<string, unknown>): WireResponse {
  return { status: 200, json: { status: "success", ...fields } };
}

function refusal(kind: WireRefusal): WireResponse {
  const [status, code, message] = ERRORS[kind];
  const numbered = code === null ? {} : { error_code: code };
  return { status, json: { status: "failure", ...numbered, error_message: message } };
}

function currenciesOf(scene: UpstreamScene): Record<string, number> {
  const rates = [...scene.currencies].map((
    [code, value],
  ): [string, number] => [code, Number(value.toPrecision(6))]);
  return Object.fromEntries(rates);
}

function latest({ scene }: WireRequest): WireResponse {
  const { at, metals } = newestTogether(scene);
  if (metals.length === 0) return refusal("server_error");
  return ok({
    currency: "USD",
    unit: "toz",
    metals: Object.fromEntries(metals.map(([metal, said]) => [metal, places(said.price, 4)])),
    currencies: currenciesOf(scene),
    timestamps: { metal: new Date(at).toISOString(), currency: new Date(scene.now).toISOString() },
  });
}

function spot({ query, scene }: WireRequest): WireResponse {
  const metal = METALS.find((known) => known === query.get("metal"));
  if (metal === undefined) {
    return {
      status: 400,
      json: { status: "failure", error_code: 2101, error_message: "Unsupported metal." },
    };
  }
  const said = scene.metals.get(metal);
  if (said === undefined) return refusal("server_error");
  const rate = { price: places(said.price, 4), ask: places(said.ask, 4), bid: places(said.bid, 4) };
  return ok({ timestamp: new Date(said.at).toISOString(), currency: "USD", unit: "toz", metal, rate });
}

function timeseries({ query, scene }: WireRequest): WireResponse {
  const [start, end] = [query.get("start_date") ?? "", query.get("end_date") ?? ""];
  const dates = datesBetween(start, end);
  if (dates.length === 0 || dates.length > 31) {
    return {
      status: 400,
      json: { status: "failure", error_code: 2105, error_message: "Invalid date range." },
    };
  }
  const rows = dates.map((date) => {
    const metals = METALS.flatMap((metal) => {
      const price = scene.closeOf(metal, date);
      return price === null ? [] : [[metal, places(price, 4)]];
    });
    const currencies = [...scene.currencies.keys()].map((code) => [code, scene.currencyOn(code, date)]);
    return [date, { date, metals: Object.fromEntries(metals), currencies: Object.fromEntries(currencies) }];
  });
  return ok({
    currency: "USD",
    unit: "toz",
    start_date: start,
    end_date: end,
    rates: Object.fromEntries(rows),
  });
}

export const metalsDevFormat: WireFormat = {
  refusal,
  answer(asked): WireResponse | null {
    const { path, scene } = asked;
    if (path === "/v1/latest") return latest(asked);
    if (path === "/v1/metal/spot") return spot(asked);
    if (path === "/v1/timeseries") return timeseries(asked);
    const timestamp = new Date(scene.now).toISOString();
    if (path === "/v1/currencies") return ok({ base: "USD", currencies: currenciesOf(scene), timestamp });
    const { total, used } = scene.usage;
    if (path === "/usage") {
      return ok({ timestamp, plan: "Free", total, used, remaining: Math.max(0, total - used) });
    }
    return null;
  },
};
