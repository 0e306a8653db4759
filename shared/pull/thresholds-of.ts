import { DEFAULT_THRESHOLDS, type Thresholds } from "../validation/thresholds.ts";
import type { Claimed } from "./claim.ts";

/** Thresholds of validation and consensus: the defaults, with what the settings say under `validation` on top. */
export function thresholdsOf(settings: Claimed["settings"]): Thresholds {
  const own = settings["validation"];
  if (typeof own !== "object" || own === null) return DEFAULT_THRESHOLDS;
  // The settings' schema lets only known names and ranges in.
  return { ...DEFAULT_THRESHOLDS, ...own };
}
