import type { ZodObject } from "zod";
import type { FxRate, QuotaTold, Quote, ReferencePrice, RefusedEntry } from "../schemas/quote.ts";
import type { Metal } from "../schemas/metal.ts";

/** Names of operations; the proxy lets only these through, and only those a provider declares. */
export type OperationName =
  | "latest"
  | "spot"
  | "timeseries"
  | "historical"
  | "usage"
  | "currencies";

/** One GET, relative to the provider's `baseUrl`. Holds no key: the engine adds it where `auth` says. */
export interface UpstreamRequest {
  /** Begins with "/" and is appended to `baseUrl`; segments are percent-encoded by the adapter. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** What came back, already bounded in size and parsed as JSON. */
export interface UpstreamBody {
  readonly status: number;
  readonly headers: Headers;
  readonly json: unknown;
}

/** What an answer says. An operation fills what it has and leaves the rest empty. */
export interface Reading {
  readonly quotes: readonly Quote[];
  readonly fx: readonly FxRate[];
  readonly quota: QuotaTold | null;
  /** Daily prices of fixings; never quotes. */
  readonly references: readonly ReferencePrice[];
  /** Entries that could not be used, each with its reason; the others are unchanged by them. */
  readonly refused: readonly RefusedEntry[];
}

export interface ProviderOperation {
  /** Strict object of the parameters that may be asked for, string-valued as in a query string. */
  readonly parameters: ZodObject;
  /** What one request of it takes from the monthly quota. */
  readonly cost: number;
  /** Pure. `parameters` has passed the schema. */
  request(parameters: Readonly<Record<string, string>>): UpstreamRequest;
  /**
   * Pure. Reads the body whatever the status; throws ProviderError; never repairs a number. Strict where a number is
   * used, tolerant where it is not: an entry that cannot be used is refused alone.
   */
  parse(body: UpstreamBody, parameters: Readonly<Record<string, string>>): Reading;
}

/**
 * What a provider gives. Only the prices of `spot` take part in the consensus; the others are never blended in. The
 * daily prices of a provider with `givesReference` are of the kind that the pages call `fix`; they are no quotes.
 */
export type ProviderKind = "spot" | "derived" | "fx";

export interface Provider {
  readonly key: string;
  readonly name: string;
  /** Resellers of one feed are one family and have one vote. */
  readonly family: string;
  readonly kind: ProviderKind;
  /** Metals that `pull` prices; empty for pure FX sources. */
  readonly metals: readonly Metal[];
  readonly givesFx: boolean;
  /** True where its pull brings daily reference prices of metals (`references` of the answer). */
  readonly givesReference: boolean;
  /** https origin and path prefix, without trailing slash. The only host that is ever asked. */
  readonly baseUrl: string;
  readonly auth:
    | { readonly in: "none" }
    | { readonly in: "query"; readonly name: string }
    | { readonly in: "header"; readonly name: string };
  /** Environment variable that holds the key; null for keyless providers. */
  readonly keyVariable: string | null;
  /** True where the provider's time stops at the close of the market; then its age is a staleness signal. */
  readonly timeStopsAtClose: boolean;
  /**
   * The plan whose prices are of the day before, known by its calls a month; null where every plan is current. A
   * smaller allowance is that plan too. Which plan a key has is told by the allowance (`quota`), not by a quote.
   */
  readonly dayOldPlan: { readonly callsAMonth: number } | null;
  /** Starting values; the row in spot.providers is what counts afterwards. */
  readonly defaults: {
    readonly enabled: boolean;
    readonly priority: number;
    /** Calls a month of the free or cheapest plan; null where none is stated. */
    readonly monthlyQuota: number | null;
    readonly minimumIntervalSeconds: number;
    /** Oldest quote time that is still a current price, in seconds of open market. */
    readonly maximumAgeSeconds: number;
  };
  /** What one `timeseries` request may ask for; left out where the provider has no history of metals. */
  readonly series?: { readonly days: number; readonly oneMetal: boolean };
  readonly operations: Readonly<Partial<Record<OperationName, ProviderOperation>>>;
  /** The requests of one pull: every metal and, where the provider has them, currencies. Pure. */
  readonly pull: readonly {
    readonly operation: OperationName;
    readonly parameters: Readonly<Record<string, string>>;
  }[];
  /** The allowance as the response headers tell it, where a provider does that. Pure. */
  readQuotaHeaders?(headers: Headers): QuotaTold | null;
}
