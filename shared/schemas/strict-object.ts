import { z } from "zod";

/** A strict object that names what it allows when it meets something else. */
export function strictObject<T extends z.ZodRawShape>(shape: T): z.ZodObject<T, z.core.$strict> {
  const allowed = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `Unknown: ${
          issue.keys.map((key) => JSON.stringify(key.slice(0, 40))).join(", ")
        }. Allowed: ${allowed}`
        : undefined,
  });
}
