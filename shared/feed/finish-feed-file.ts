import { createHash } from "node:crypto";
import { z } from "zod";
import { AppError } from "../errors.ts";
import type { FinishedResponse } from "../read/finished-response.ts";
import type { FeedFile } from "./feed-file.ts";

const FeedResult = z.object({
  data: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]),
  generated_at: z.string(),
  is_settled: z.boolean(),
  fresh_until: z.string(),
}).nullable();

/**
 * The file as it goes out, from what the database answered.
 *
 * @throws AppError INPUT_NOT_FOUND where there are no prices for it: StackTrackr then looks elsewhere
 */
export function finishFeedFile(text: string, { staleAfter, needsRows }: FeedFile): FinishedResponse {
  const read = FeedResult.safeParse(JSON.parse(text));
  if (!read.success) {
    throw new AppError("STORE_REFUSED", "Cannot read the database's answer: it has another shape", {
      hint: "Do the migrations of the database fit the deployed functions?",
      cause: read.error,
    });
  }
  const result = read.data;
  if (result === null || (needsRows && Object.keys(result.data).length === 0)) {
    throw new AppError("INPUT_NOT_FOUND", "Cannot find this file: there are no prices for its time");
  }
  const { data, generated_at, is_settled, fresh_until } = result;
  const body = staleAfter === null ? data : { v: 2, generated_at, stale_after: staleAfter, data };
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  return {
    bytes,
    contentType: "application/json; charset=utf-8",
    // The time of making is part of it: StackTrackr judges the freshness of a v2 file by generated_at alone.
    etag: `W/"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`,
    freshUntil: Date.parse(fresh_until),
    isSettled: is_settled,
  };
}
