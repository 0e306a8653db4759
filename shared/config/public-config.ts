import { FORMATS, INTERVALS, UNITS, WINDOWS } from "../read/read-parameters.ts";
import { METAL_CODES, METALS } from "../schemas/metal.ts";
import type { ConfigDocument } from "./config-document.ts";

/** Raised when an answer changes so that a client of the older one would misread it. */
export const API_VERSION = "1";

/** What anyone may know: enough for a client to offer the right choices, nothing of quotas, use or thresholds. */
export function publicConfig(config: ConfigDocument): Readonly<Record<string, unknown>> {
  return {
    api_version: API_VERSION,
    version: config.version,
    updated_at: config.updated_at,
    settings: { fetch_interval_seconds: config.settings.fetch_interval_seconds },
    providers: config.providers.map(({ key, name, enabled }) => ({ key, name, enabled })),
    metals: METALS.map((metal) => ({ metal, code: METAL_CODES[metal] })),
    units: UNITS,
    windows: WINDOWS,
    intervals: INTERVALS,
    formats: FORMATS,
  };
}
