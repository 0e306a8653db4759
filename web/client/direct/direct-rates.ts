import { judgeRates } from "../../../shared/fx/judge-rates.ts";
import type { KnownRates, RefusedRate } from "../../../shared/fx/rate-facts.ts";
import { rateAge } from "../../../shared/fx/rate-age.ts";
import { successorOf } from "../../../shared/fx/successors.ts";
import type { FxRate } from "../../../shared/schemas/quote.ts";
import { SpotError } from "../spot-error.ts";

export interface DirectRatesOptions {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** True for a provider that passes on central banks' daily rates. */
  readonly isReference: (provider: string) => boolean;
  /** The newest rate that a backend gave; null where none did. */
  readonly seen: (currency: string) => FxRate | null;
}

export interface DirectRates {
  /** Keeps what can be believed, by the rules of the backend. */
  take(rates: readonly FxRate[]): void;
  /** When a provider gave a rate of the currency that can be used, epoch milliseconds; 0 if never. */
  takenAt(currency: string): number;
  /**
   * The newest rate in force.
   *
   * @throws SpotError NO_SOURCE where there is none, or only one that is too old; it says why
   */
  of(currency: string): FxRate;
}

interface Held {
  readonly rates: readonly FxRate[];
  readonly takenAt: number;
}

/** A rate dated tomorrow waits beside the one in force. */
const MOST_HELD = 4;

/** The rates that a page has at hand, from providers and from a backend that it has seen. */
export function createDirectRates({ now, isReference, seen }: DirectRatesOptions): DirectRates {
  const held = new Map<string, Held>();
  const refused = new Map<string, readonly RefusedRate[]>();

  /** Oldest first; of a day the reference comes last. */
  function ratesOf(currency: string): readonly FxRate[] {
    return [...held.get(currency)?.rates ?? [], seen(currency) ?? []].flat().toSorted((one, other) =>
      one.quotedAt.slice(0, 10).localeCompare(other.quotedAt.slice(0, 10)) ||
      Number(isReference(one.provider)) - Number(isReference(other.provider)) ||
      Date.parse(one.quotedAt) - Date.parse(other.quotedAt)
    );
  }

  function knownOf(currency: string): KnownRates {
    const rates = ratesOf(currency);
    const reference = rates.findLast(({ provider }) => isReference(provider));
    return {
      reference: reference === undefined
        ? null
        : { usdValue: reference.usdValue, date: reference.quotedAt.slice(0, 10) },
      accepted: rates.at(-1) ?? null,
      refused: (refused.get(currency) ?? []).map((one) => ({ ...one, lastAt: one.quotedAt })),
    };
  }

  return {
    take(rates): void {
      const currencies = [...new Set(rates.map(({ currency }) => currency))];
      const known = Object.fromEntries(currencies.map((currency) => [currency, knownOf(currency)]));
      const judged = judgeRates(rates, { known, now: now(), isReference });
      for (const one of judged.accepted) {
        const before = held.get(one.currency)?.rates ?? [];
        held.set(one.currency, { rates: [...before, one].slice(-MOST_HELD), takenAt: now() });
      }
      for (const currency of currencies) {
        const said = new Set(
          rates.filter((one) => one.currency === currency).map(({ provider }) => provider),
        );
        refused.set(currency, [
          ...(refused.get(currency) ?? []).filter(({ provider }) => !said.has(provider)),
          ...judged.refused.filter((one) => one.currency === currency),
        ]);
      }
    },
    takenAt: (currency) => held.get(currency)?.takenAt ?? 0,
    of(currency): FxRate {
      const rate = ratesOf(currency).findLast(({ quotedAt }) =>
        rateAge({ quotedAt, at: now() }) !== "not_yet"
      );
      if (rate !== undefined && rateAge({ quotedAt: rate.quotedAt, at: now() }) !== "ended") return rate;
      throw noRate(currency, { last: rate ?? null, refused: refused.get(currency) ?? [] });
    },
  };
}

function noRate(
  currency: string,
  { last, refused }: { readonly last: FxRate | null; readonly refused: readonly RefusedRate[] },
): SpotError {
  const successor = successorOf(currency);
  const [wrong] = refused;
  const reason = successor !== null
    ? `it was replaced by ${successor.currency} on ${successor.since}`
    : wrong !== undefined
    ? `the rate of ${wrong.provider} is refused as ${wrong.reason} (${wrong.detail ?? wrong.quotedAt})`
    : last !== null
    ? `the last rate is of ${last.quotedAt.slice(0, 10)}`
    : "no rate is known";
  return new SpotError("NO_SOURCE", `Cannot convert to ${currency}: ${reason}`, {
    hint: successor === null
      ? "Show the price in USD, or connect a backend"
      : `Show the price in ${successor.currency}`,
  });
}
