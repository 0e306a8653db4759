import { ProviderError } from "../errors.ts";
import type { ProxyQuestion } from "./proxy-question.ts";

const LEAST_MS = 30_000;
const MOST_MS = 3_600_000;

/** How long an answer is kept: as long as the provider has nothing newer, from 30 seconds to an hour. */
export function keepBodyMs({ provider, name }: ProxyQuestion): number {
  // The allowance changes with every call.
  if (name === "usage") return LEAST_MS;
  return within(provider.defaults.minimumIntervalSeconds * 1000);
}

/** A provider that has just failed is not asked again at once: each try may cost a call. */
export function keepErrorMs(error: unknown): number {
  return error instanceof ProviderError ? within((error.retryAfterSeconds ?? 0) * 1000) : 0;
}

function within(milliseconds: number): number {
  return Math.min(MOST_MS, Math.max(LEAST_MS, milliseconds));
}
