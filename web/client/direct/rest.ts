import { CallFailed } from "../../../shared/providers/calling/call-record.ts";
import type { Provider } from "../../../shared/providers/provider.ts";
import type { ProviderFailure } from "../../../shared/errors.ts";

export interface RestOptions {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Least seconds between two rounds of questions to a provider. */
  readonly secondsFor: (provider: Provider) => number;
}

export interface Rest {
  isOver(provider: Provider): boolean;
  /** What the call gives, or null where it failed; then the provider is left alone for a while. */
  during<T>(provider: Provider, call: () => Promise<T>): Promise<T | null>;
  lastError(): Error | null;
}

const HOUR_SECONDS = 3600;
/** A wrong key or a spent month does not get better by asking. */
const HOPELESS: readonly ProviderFailure[] = [
  "key_rejected",
  "quota_spent",
  "plan_lacks_operation",
  "blocked",
];

/** Spares the user's quota: remembers when each provider was asked and when it may be asked again. */
export function createRest({ now, secondsFor }: RestOptions): Rest {
  const until = new Map<string, number>();
  let last: Error | null = null;

  return {
    isOver: (provider) => now() >= (until.get(provider.key) ?? 0),
    async during<T>(provider: Provider, call: () => Promise<T>): Promise<T | null> {
      until.set(provider.key, now() + 1000 * secondsFor(provider));
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof CallFailed)) throw error;
        last = error;
        const least = HOPELESS.includes(error.failure) ? HOUR_SECONDS : secondsFor(provider);
        until.set(provider.key, now() + 1000 * Math.max(least, error.retryAfterSeconds ?? 0));
        return null;
      }
    },
    lastError: () => last,
  };
}
