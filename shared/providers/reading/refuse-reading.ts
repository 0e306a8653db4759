import { ProviderError, type ProviderFailure } from "../../errors.ts";

export interface RefusedReading {
  readonly provider: string;
  readonly failure: ProviderFailure;
  /** What is so, in our words; a provider's own text goes into `said`. */
  readonly reason: string;
  readonly said?: string | undefined;
}

/** Longest part of a provider's own text that is kept. */
const SAID_LIMIT = 200;

/** Throws what a provider's answer means in the words of the policy table (docs/providers.md). */
export function refuseReading({ provider, failure, reason, said }: RefusedReading): never {
  throw new ProviderError(`Cannot use the answer of ${provider}: ${reason}`, {
    provider,
    failure,
    details: said === undefined ? null : said.slice(0, SAID_LIMIT),
  });
}

/**
 * What an HTTP status means where the body holds no code of the provider. A 2xx without a readable answer is
 * `bad_response`; a 3xx is never followed.
 */
export function failureOfStatus(status: number): ProviderFailure {
  if (status >= 500) return "server_error";
  if (status === 429) return "rate_limited";
  if (status === 401 || status === 402) return "key_rejected";
  // Without a code, 403 has been seen as a block of the address, not of the key (docs/providers.md).
  if (status === 403) return "blocked";
  if (status >= 400) return "bad_request";
  return "bad_response";
}
