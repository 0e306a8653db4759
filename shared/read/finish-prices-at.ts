import { createHash } from "node:crypto";
import { z } from "zod";
import { AppError } from "../errors.ts";
import type { FinishedResponse, Format } from "./finished-response.ts";

const PriceAt = z.looseObject({
  metal: z.string(),
  at: z.string(),
  ts: z.string().nullable(),
  price: z.number().nullable(),
  match: z.enum(["exact", "before", "after"]).nullable(),
  distance_seconds: z.number().nullable(),
  provider: z.string().nullable(),
  fx: z.looseObject({ usd_value: z.number() }).nullable(),
  reason: z.enum(["no_price", "no_rate"]).nullable(),
});
const PricesAtResult = z.looseObject({
  currency: z.string(),
  unit: z.string(),
  prices: z.array(PriceAt),
  generated_at: z.string(),
  stale_after: z.string(),
});
type PricesAtResult = z.infer<typeof PricesAtResult>;

/** Makes the outgoing form of the prices at a list of dates. JSON passes unchanged, number for number. */
export function finishPricesAt(text: string, format: Format): FinishedResponse {
  const read = PricesAtResult.safeParse(JSON.parse(text));
  if (!read.success) {
    throw new AppError("STORE_REFUSED", "Cannot read the database's answer: it has another shape", {
      hint: "Do the migrations of the database fit the deployed functions?",
      cause: read.error,
    });
  }
  const { currency, unit, prices, stale_after } = read.data;
  const lasting = JSON.stringify([format, currency, unit, prices]);
  return {
    bytes: new TextEncoder().encode(format === "csv" ? toCsv(read.data) : text),
    contentType: format === "csv" ? "text/csv; charset=utf-8" : "application/json; charset=utf-8",
    etag: `W/"${createHash("sha256").update(lasting).digest("base64url").slice(0, 22)}"`,
    freshUntil: Date.parse(stale_after),
  };
}

function toCsv({ currency, unit, prices }: PricesAtResult): string {
  const rows = prices.map((one) =>
    [
      one.at,
      one.metal,
      currency,
      unit,
      one.price,
      one.ts,
      one.match,
      one.distance_seconds,
      one.provider,
      one.fx?.usd_value,
      one.reason,
    ].map(field).join(",")
  );
  return ["at,metal,currency,unit,price,ts,match,distance_seconds,provider,fx_usd_value,reason", ...rows, ""]
    .join("\r\n");
}

/** RFC 4180: the name of an imported provider may hold anything. */
function field(value: string | number | null | undefined): string {
  const text = value === null || value === undefined ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
