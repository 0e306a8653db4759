import { marketAt } from "../../../shared/market/market-at.ts";
import {
  metalOfCode,
  places,
  type WireFormat,
  type WireRefusal,
  type WireRequest,
  type WireResponse,
} from "./wire-format.ts";

const ERRORS: Readonly<Record<WireRefusal, readonly [status: number, error: string, message: string]>> = {
  bad_key: [401, "Unauthorized", "Invalid or missing API key"],
  quota_spent: [429, "Too Many Requests", "Monthly quota exceeded"],
  rate_limited: [429, "Too Many Requests", "Rate limit exceeded"],
  server_error: [500, "Internal Server Error", "Something went wrong"],
  not_found: [404, "Not Found", "Not found"],
};
const NO_DATA: WireResponse = { status: 200, json: { error: "No data available for this date or pair." } };

function refusal(kind: WireRefusal): WireResponse {
  const [status, error, message] = ERRORS[kind];
  return { status, json: { error, message, statusCode: status } };
}

/** Midnight UTC of the day on which there was trade last, in unix seconds; in a replay, of the recorded day. */
function openTime({ now, isRecorded }: WireRequest["scene"], saidAt: number): number {
  const market = marketAt(now);
  const traded = isRecorded ? saidAt : market.state === "closed" ? market.since : now;
  return Math.floor(traded / 86_400_000) * 86_400;
}

function priceOf(
  code: string,
  { date, scene }: { date: string | undefined; scene: WireRequest["scene"] },
): WireResponse {
  const metal = metalOfCode(code);
  if (metal === undefined) {
    return { status: 400, json: { error: "Bad Request", message: "Invalid metal", statusCode: 400 } };
  }
  const body = { metal: code, currency: "USD", exchange: "INVENTED", symbol: `INVENTED:${code}USD` };
  if (date !== undefined) {
    const price = scene.closeOf(metal, date);
    const timestamp = Date.parse(`${date}T21:00:00Z`) / 1000;
    return price === null ? NO_DATA : { status: 200, json: { timestamp, ...body, price: places(price, 4) } };
  }
  const said = scene.metals.get(metal);
  if (said === undefined) return NO_DATA;
  const prices = { price: places(said.price, 4), ask: places(said.ask, 4), bid: places(said.bid, 4) };
  const timestamp = Math.floor(said.at / 1000);
  const datetime = new Date(said.at).toISOString();
  return {
    status: 200,
    json: { timestamp, datetime, ...body, open_time: openTime(scene, said.at), ...prices },
  };
}

export const goldapiIoFormat: WireFormat = {
  refusal,
  answer({ path, scene }): WireResponse | null {
    if (path === "/stat") {
      return {
        status: 200,
        json: {
          requests_today: 0,
          requests_yesterday: 0,
          requests_month: scene.usage.used,
          requests_last_month: 0,
        },
      };
    }
    const [, code, date] = /^\/price\/([A-Z]{3})\/USD(?:\/(\d{4}-\d\d-\d\d))?$/.exec(path) ?? [];
    return code === undefined ? null : priceOf(code, { date, scene });
  },
};
