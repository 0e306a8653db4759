import { METAL_CODES, METALS } from "../../../shared/schemas/metal.ts";
import {
  datesBetween,
  newestTogether,
  type WireFormat,
  type WireRefusal,
  type WireRequest,
  type WireResponse,
} from "./wire-format.ts";

const ERRORS: Readonly<Record<WireRefusal, readonly [status: number, code: number, message: string]>> = {
  bad_key: [200, 102, "User did not supply an access key or supplied an invalid access key."],
  quota_spent: [200, 105, "Your monthly API request volume has been reached."],
  rate_limited: [429, 104, "Too many requests."],
  server_error: [500, 500, "Internal server error."],
  not_found: [200, 404, "The requested API function does not exist."],
};

function refusal(kind: WireRefusal): WireResponse {
  const [status, statusCode, message] = ERRORS[kind];
  return { status, json: { success: false, error: { statusCode, message } } };
}

/** Both directions of one price, as the documented answer has them. */
function bothDirections(code: string, price: number): readonly (readonly [string, number])[] {
  return [[code, price === 0 ? 0 : 1 / price], [`USD${code}`, price]];
}

function ratesOn(date: string, { scene }: WireRequest): Record<string, number> {
  return Object.fromEntries(METALS.flatMap((metal) => {
    const price = scene.closeOf(metal, date);
    return price === null ? [] : bothDirections(METAL_CODES[metal], price);
  }));
}

function answer(asked: WireRequest): WireResponse | null {
  const { path, query, scene } = asked;
  const { total, used } = scene.usage;
  const headers = { "x-api-current": String(used), "x-api-quota": String(total) };
  const ok = (fields: Record<string, unknown>): WireResponse => ({
    status: 200,
    json: { success: true, ...fields },
    headers,
  });

  if (path === "/usage") {
    return ok({ result: { plan: "Free", used, total, remaining: Math.max(0, total - used) } });
  }
  if (path === "/latest") {
    const { at, metals } = newestTogether(scene);
    const rates = metals.flatMap(([metal, said]) => bothDirections(METAL_CODES[metal], said.price));
    return ok({ base: "USD", timestamp: Math.floor(at / 1000), rates: Object.fromEntries(rates) });
  }
  const date = /^\/(\d{4}-\d\d-\d\d)$/.exec(path)?.[1];
  if (date !== undefined) {
    return ok({
      base: "USD",
      timestamp: Date.parse(`${date}T23:59:59Z`) / 1000,
      rates: ratesOn(date, asked),
    });
  }
  if (path !== "/timeframe") return null;
  const [start_date, end_date] = [query.get("start_date") ?? "", query.get("end_date") ?? ""];
  const rows = datesBetween(start_date, end_date).map((day) => [day, ratesOn(day, asked)]);
  return ok({ base: "USD", start_date, end_date, rates: Object.fromEntries(rows) });
}

export const metalpriceapiFormat: WireFormat = { answer, refusal };
