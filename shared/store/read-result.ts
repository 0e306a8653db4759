import type { ZodType } from "zod";
import { AppError } from "../errors.ts";

/**
 * Checks what a function of the database answered.
 *
 * @throws AppError STORE_REFUSED where it has another shape, as when migrations and functions do not fit
 */
export function readResult<T>(schema: ZodType<T>, answer: unknown): T {
  const read = schema.safeParse(answer);
  if (read.success) return read.data;
  throw new AppError("STORE_REFUSED", "Cannot read the database's answer: it has another shape", {
    hint: "Do the migrations of the database fit the deployed functions?",
    cause: read.error,
  });
}
