import type { Environment } from "../environment.ts";
import { createRateLimit, type RateLimit } from "./rate-limit.ts";

/** Requests a minute and client, where neither environment nor settings say otherwise. */
export const DEFAULT_PER_MINUTE = 60;

/** The limit of a function that does not read the settings: a multiple of RATE_LIMIT. 0 sets none. */
export function limitOf(
  environment: Environment,
  { now, times }: { readonly now: () => number; readonly times: number },
): RateLimit {
  const perMinute = (environment.settings.rate_limit_per_minute ?? DEFAULT_PER_MINUTE) * times;
  return createRateLimit({ perMinute: () => perMinute, now });
}
