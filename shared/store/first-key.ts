import { AppError } from "../errors.ts";
import type { Secret } from "../secret.ts";

/** The key that outgoing requests use: the first of those that are valid. */
export function firstKey(keys: readonly Secret[]): Secret {
  const [key] = keys;
  if (key === undefined) throw new AppError("CONFIG_INVALID", "Cannot reach the database: no key is set");
  return key;
}
