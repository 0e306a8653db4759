import { createHash } from "node:crypto";
import { z } from "zod";
import { AppError } from "../errors.ts";

/** A finished answer, as it goes out. */
export interface FinishedResponse {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
  /** Weak: two answers that differ only in when they were made are the same. */
  readonly etag: string;
  /** Epoch milliseconds until which a new read would give the same. */
  readonly freshUntil: number;
  /** Whether it will never change again, so that a client that has it need not ask. */
  readonly isSettled?: boolean;
}

const Point = z.object({
  ts: z.string(),
  price: z.number(),
  open: z.number(),
  high: z.number(),
  low: z.number(),
  // True where nobody could trade and the last price stands.
  carried: z.boolean(),
});
const MetalResult = z.looseObject({
  metal: z.string(),
  currency: z.string(),
  unit: z.string(),
  latest: z.looseObject({
    ts: z.string(),
    age_seconds: z.number(),
    state: z.string().nullable(),
    state_reason: z.string().nullable(),
  }),
  as_of: z.unknown().optional(),
  series: z.array(Point),
  generated_at: z.string(),
  stale_after: z.string(),
});
const PriceResult = z.union([
  MetalResult,
  z.looseObject({ prices: z.array(MetalResult), generated_at: z.string(), stale_after: z.string() }),
]);

type MetalResult = z.infer<typeof MetalResult>;
export type PriceResult = z.infer<typeof PriceResult>;

export type Format = "json" | "csv";

const CONTENT_TYPES = { json: "application/json; charset=utf-8", csv: "text/csv; charset=utf-8" } as const;
const encoder = new TextEncoder();

/** Makes the outgoing form of what the database answered. JSON passes unchanged, number for number. */
export function finishPrices(text: string, format: Format): FinishedResponse {
  const read = PriceResult.safeParse(JSON.parse(text));
  if (!read.success) {
    throw new AppError("STORE_REFUSED", "Cannot read the database's answer: it has another shape", {
      hint: "Do the migrations of the database fit the deployed functions?",
      cause: read.error,
    });
  }
  return {
    bytes: encoder.encode(format === "csv" ? toCsv(metalsOf(read.data)) : text),
    contentType: CONTENT_TYPES[format],
    etag: etagOf(read.data, format),
    freshUntil: Date.parse(read.data.stale_after),
  };
}

/**
 * The same answer for a time when the database cannot be reached: every price says stale and why, and its age has gone
 * on. Bytes only; validators and lifetimes are the caller's.
 */
export function markStale(
  response: FinishedResponse,
  { reason, now }: { readonly reason: string; readonly now: number },
): FinishedResponse {
  if (response.contentType !== CONTENT_TYPES.json) return response;
  const parsed = PriceResult.safeParse(JSON.parse(new TextDecoder().decode(response.bytes)));
  // A list of prices of the past has no state: it is as right as it was.
  if (!parsed.success) return response;
  const read = parsed.data;
  const marked = "prices" in read
    ? { ...read, prices: metalsOf(read).map((metal) => staleMetal(metal, { reason, now })) }
    : staleMetal(MetalResult.parse(read), { reason, now });
  return {
    ...response,
    bytes: encoder.encode(JSON.stringify(marked)),
    etag: response.etag.replace(/"$/, '-stale"'),
  };
}

function staleMetal(
  metal: MetalResult,
  { reason, now }: { readonly reason: string; readonly now: number },
): MetalResult {
  // What was so at a time in the past is so for ever.
  if (metal.as_of !== null && metal.as_of !== undefined) return metal;
  const { latest, generated_at } = metal;
  const since = Math.max(0, Math.floor((now - Date.parse(generated_at)) / 1000));
  // A dispute is not over because the database is away.
  const dispute = latest.state_reason?.startsWith("disputed") ? `${latest.state_reason}; ` : "";
  return {
    ...metal,
    latest: {
      ...latest,
      state: "stale",
      state_reason: dispute + reason,
      age_seconds: latest.age_seconds + since,
    },
  };
}

function metalsOf(result: PriceResult): MetalResult[] {
  if ("prices" in result) return z.array(MetalResult).parse(result["prices"]);
  return [MetalResult.parse(result)];
}

/** Every field is a number, a code or a time, so nothing needs quoting. */
function toCsv(metals: readonly MetalResult[]): string {
  const rows = metals.flatMap(({ metal, currency, unit, series }) =>
    // Rows are for calculations: what was not traded is left to the reader.
    series.filter(({ carried }) => !carried).map((point) =>
      [point.ts, metal, currency, unit, point.open, point.high, point.low, point.price].join(",")
    )
  );
  return ["ts,metal,currency,unit,open,high,low,price", ...rows, ""].join("\r\n");
}

function etagOf(result: PriceResult, format: Format): string {
  const volatile = new Set(["generated_at", "cached_at", "stale_after", "age_seconds"]);
  const lasting = JSON.stringify(result, (key, value: unknown) => volatile.has(key) ? undefined : value);
  return `W/"${createHash("sha256").update(format).update(lasting).digest("base64url").slice(0, 22)}"`;
}
