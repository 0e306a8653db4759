/** What went wrong, to branch on. The text of an error is for people and may change. */
type SpotErrorCode = "UNREACHABLE" | "TIMEOUT" | "BAD_ANSWER" | "SERVER_FAILED" | "RATE_LIMITED" | "KEY_REJECTED" | "REFUSED" | "NEEDS_BACKEND" | "NO_SOURCE" | "CLOSED";
interface SpotErrorFacts {
    readonly hint: string;
    readonly status?: number | null;
    /** The server's own code, such as INPUT_UNKNOWN_CURRENCY (docs/errors.md). */
    readonly serverCode?: string | null;
    readonly retryAfterSeconds?: number | null;
    readonly cause?: unknown;
}
/** Every error that the client throws. `hint` says what to do. */
declare class SpotError extends Error {
    readonly name = "SpotError";
    readonly code: SpotErrorCode;
    readonly hint: string;
    readonly status: number | null;
    readonly serverCode: string | null;
    readonly retryAfterSeconds: number | null;
    constructor(code: SpotErrorCode, message: string, facts: SpotErrorFacts);
}
/** True where another source may well answer: nobody there, no answer in time, nonsense, or a failing server. */
declare function isOutage(error: unknown): boolean;
type Fetch = (url: string, init: RequestInit) => Promise<Response>;
interface AskOptions {
    readonly fetch: Fetch;
    readonly headers: Readonly<Record<string, string>>;
    /** For head and body together. */
    readonly timeoutMs: number;
}
interface ServerResponse {
    readonly status: number;
    readonly headers: Headers;
    /** Undefined for 304 and for a body that is no JSON. */
    readonly json: unknown;
}
/**
 * One GET, whatever its status.
 *
 * @throws SpotError UNREACHABLE, TIMEOUT
 */
declare function ask(url: string, { fetch, headers, timeoutMs }: AskOptions): Promise<ServerResponse>;
/** The error that an answer other than 2xx stands for. */
declare function errorOf({ status, headers, json }: ServerResponse, url: string): SpotError;
/** The metals, in the order in which answers list them. */
declare const METALS: readonly ["gold", "silver", "platinum", "palladium"];
type Metal = (typeof METALS)[number];
/** ISO 4217 codes of one troy ounce of each metal. */
declare const METAL_CODES: Record<"gold" | "silver" | "platinum" | "palladium", string>;
/** One troy ounce in grams: 480 grains of 64.79891 mg, exactly (NIST Handbook 44, appendix C). */
declare const GRAMS_PER_TROY_OUNCE = 31.1034768;
/**
 * What one provider said about one metal at one time, in US dollars per troy ounce.
 *
 * Numbers are held to six decimals (see `roundPrice`), so that arithmetic on them can be done in whole
 * micro-dollars and their decimal text is exact.
 */
interface Quote {
    /** Key of the provider, as in `shared/providers/registry.ts`. */
    readonly provider: string;
    readonly metal: Metal;
    readonly price: number;
    readonly bid: number | null;
    readonly ask: number | null;
    /**
     * The provider's own time, RFC 3339 UTC with Z; null when it gives none. A quote without a time is *undated*: it is
     * no evidence of being current, and is never stamped with the time of the request instead.
     */
    readonly quotedAt: string | null;
}
/**
 * The price of one metal at a day's fixings, as central banks published it: US dollars per troy ounce, held to six
 * decimals. It is of kind `fix`: it never votes, is never blended and is never shown as a spot price.
 */
interface ReferencePrice {
    readonly provider: string;
    readonly metal: Metal;
    readonly price: number;
    /** The day of the fixing, YYYY-MM-DD, as the provider dates it; it may be tomorrow. */
    readonly date: string;
}
/** One entry of an answer that could not be used. The rest of the answer goes on without it. */
interface RefusedEntry {
    /** What it is about: a metal, a currency code, a day, or the name of the field. Never a value. */
    readonly what: string;
    readonly reason: string;
}
/** The value of one unit of a currency in US dollars. */
interface FxRate {
    readonly provider: string;
    /** ISO 4217 code. */
    readonly currency: string;
    readonly usdValue: number;
    /** The provider's own time, RFC 3339 UTC with Z (a reference date is midnight UTC of that date). */
    readonly quotedAt: string;
}
/** What a provider says about the month's allowance. */
interface QuotaTold {
    readonly total: number | null;
    readonly used: number | null;
    readonly remaining: number | null;
}
/** Rounds USD per troy ounce to six decimals: finer than any feed, exact as decimal text. */
declare function roundPrice(value: number): number;
/** Where a backend answers what. */
interface Address {
    /** As it was given, for messages. */
    readonly url: string;
    readonly health: string;
    readonly prices: string;
    /** Root of the static layouts that the StackTrackr app reads. */
    readonly feed: string;
}
/** Of the local stack: aliases on 3001, Supabase's local port. */
declare const LOCAL_URLS: readonly string[];
/**
 * The two paths of a backend. A project URL has its functions below `/functions/v1`, also when that is given as part
 * of it; port 3001 is the alias port of the local stack and of the first StackTrackr server.
 *
 * @throws TypeError for a text that is no http(s) URL
 */
declare function addressOf(url: string): Address;
/** Where quotes come from: real providers, the simulator, or a recording. */
declare const ORIGINS: readonly ["live", "simulated", "replayed"];
type Origin = (typeof ORIGINS)[number];
/** The name of a source as it is stored and shown: "consensus", "consensus (simulated)". */
declare function labelOf(name: string, origin: Origin): string;
/** The origin that a label states; `spot.origin_of` reads it the same way. */
declare function originOf(label: string): Origin;
/** Prices that are not live say so in `origin` and in `provider`. */
type Unit = "toz" | "g" | "kg";
type Window = "1h" | "6h" | "12h" | "24h" | "7d" | "30d" | "90d" | "1y" | "5y" | "10y" | "max";
type Interval = "5m" | "15m" | "30m" | "1h" | "6h" | "1d" | "1w";
/** `unknown` only from `at()`: what the state was at that time is not known. */
type State = "fresh" | "stale" | "disputed" | "carried" | "unknown";
/** One step of a window; `price` is its close. `ts` is when it began, RFC 3339 UTC. */
interface PricePoint {
    readonly ts: string;
    readonly price: number;
    readonly open: number;
    readonly high: number;
    readonly low: number;
}
/** What one source of a consensus said, and what became of it. */
interface PriceSourceShare {
    readonly provider: string;
    readonly price: number | null;
    readonly verdict: string;
    readonly reason: string | null;
}
/** What a price was converted with. */
interface ConversionRate {
    /** US dollars for one unit of the currency. */
    readonly usdValue: number;
    /** When it was quoted, RFC 3339 UTC with Z. */
    readonly ts: string;
    readonly source: string;
}
/** A price in `currency` per `unit`, with everything needed to decide how far to trust it. */
interface SpotPrice {
    readonly metal: Metal;
    readonly currency: string;
    readonly unit: Unit;
    readonly price: number;
    readonly bid: number | null;
    readonly ask: number | null;
    /** When the source quoted it, RFC 3339 UTC with Z. */
    readonly ts: string;
    readonly state: State;
    /** Why it is not fresh; null where it is. */
    readonly stateReason: string | null;
    /**
     * What else says that the price is right: another source, the daily reference of central banks, or a price shortly
     * before that was confirmed. Null: one source, unconfirmed.
     */
    readonly corroboratedBy: "families" | "reference" | "history" | null;
    readonly market: "open" | "closed";
    readonly provider: string;
    readonly origin: Origin;
    /** Half width of what the sources say, in basis points of the price. */
    readonly confidenceBps: number | null;
    readonly sources: readonly PriceSourceShare[];
    /** Null for USD, and where the sender does not say. */
    readonly rate: ConversionRate | null;
    /** Oldest first; empty where the source keeps no history. */
    readonly points: readonly PricePoint[];
    readonly via: "backend" | "direct";
    /** Only from `at()`: what was asked and how far before it the price lies. */
    readonly asOf: AsOf | null;
    /** Its age, in seconds, when it arrived here, as the sender counts it; see `ageSeconds`. */
    readonly ageOnArrival: number;
    /** When it arrived, epoch milliseconds of this machine. */
    readonly arrivedAt: number;
    /** How long from then on a new question gives the same answer. */
    readonly freshForMs: number;
}
interface AsOf {
    readonly requested: string;
    readonly match: string;
    readonly distanceSeconds: number;
}
/**
 * Age of the quote now, in seconds. Counted from the sender's own figure, so that a wrong clock or time zone here
 * does not change it.
 */
declare function ageSeconds(price: SpotPrice, now: number): number;
/** What may be asked. Everything has the defaults of the API: all metals, USD, troy ounces, 24 hours. */
interface PriceQuestion {
    readonly metals: readonly Metal[];
    readonly currency: string;
    readonly unit: Unit;
    readonly window: Window;
    readonly interval: Interval | null;
    /** A date or a time with zone; null for now. */
    readonly at: string | null;
    /** True where a price without its history is no answer. */
    readonly needsPoints: boolean;
}
/** The query string of prices-read, always in one order so that equal questions share one ETag. */
declare function queryOf({ metals, currency, unit, window, interval, at }: PriceQuestion): string;
interface BackendOptions extends AskOptions {
    readonly address: Address;
    /** Epoch milliseconds. */
    readonly now: () => number;
    /** Asks again after this time even where the answer would be fresh for longer, to notice an outage. */
    readonly longestFreshMs?: number;
}
interface Health {
    /** ok: relied on; degraded: works with a flaw; down: prices are old or missing. */
    readonly status: "ok" | "degraded" | "down";
    readonly url: string;
    /** The whole answer (docs/api.md). */
    readonly answer: Readonly<Record<string, unknown>>;
}
/** Something that gives prices. */
interface PriceSource {
    read(question: PriceQuestion): Promise<readonly SpotPrice[]>;
    /** Shows it what another source gave, to judge its own by. */
    learn?(prices: readonly SpotPrice[]): void;
}
interface Backend extends PriceSource {
    readonly address: Address;
    health(timeoutMs?: number): Promise<Health>;
}
/** One backend: asks once per question and pull, revalidates by ETag, and keeps still while told to wait. */
declare function createBackend({ address, now, longestFreshMs, ...options }: BackendOptions): Backend;
interface DirectOptions {
    /** Provider key → the user's own API key, such as { "metals-dev": "…" }. Never stored, never in an error. */
    readonly keys?: Readonly<Record<string, string>>;
    /** False: ask no provider that needs no key. */
    readonly keyless?: boolean;
    /** Least time between two calls of one provider; 15 minutes with a key (free plans have 100 calls a month), else one. */
    readonly minimumIntervalSeconds?: number;
    /** Sends requests elsewhere, for tests. */
    readonly route?: (url: URL) => URL;
}
interface Tools {
    readonly fetch: Fetch;
    /** Epoch milliseconds. */
    readonly now: () => number;
    /** The newest rate of a currency that a backend gave; null where none did. */
    readonly seen: (currency: string) => FxRate | null;
}
/**
 * Asks providers from the browser with the user's own keys, through the adapters, the engine and the validation that
 * the backend uses. One provider after the other, in the order of the registry, until every metal has a price.
 */
declare function createDirectSource(options: DirectOptions, { fetch, now, seen }: Tools): PriceSource;
/** Waits; ends early, without an error, when the signal is aborted. Injected, so that tests need not wait. */
type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<void>;
/** The real one, for the edges that build dependencies. */
declare function sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
/** What a subscriber is told: new prices, or that asking failed and when it is tried again. */
type Update = {
    readonly prices: readonly SpotPrice[];
    readonly error: null;
} | {
    readonly prices: null;
    readonly error: SpotError;
    readonly retryInMs: number;
};
/** A way to keep a subscriber informed until it is closed. Polling is one; a push channel can be another. */
type Feed = (read: () => Promise<readonly SpotPrice[]>, sink: (update: Update) => void) => () => void;
interface PollingOptions {
    readonly sleep: Sleep;
    /** Between 0 and 1. */
    readonly random: () => number;
    /** Calls back when asking early makes sense (online again, page visible again); returns how to stop that. */
    readonly onWake: (wake: () => void) => () => void;
    /** Asks at least this often, to notice an outage. */
    readonly longestWaitMs?: number;
}
/**
 * Asks when the next price is due, so once a pull and not more often than every five seconds. After a failure it waits 2, 4, 8 …
 * seconds, a minute at most, or as long as the server says; a share of chance keeps many pages apart.
 */
declare function createPolling(options: PollingOptions): Feed;
/** Where prices come from at present. */
type Mode = "unknown" | "backend" | "direct" | "offline";
interface SourceChoiceParts {
    readonly candidates: readonly Backend[];
    /** Where to ask when no backend can be used; null where nothing else is wanted. */
    readonly fallback: PriceSource | null;
    /** Epoch milliseconds. */
    readonly now: () => number;
    readonly detectTimeoutMs?: number;
    /** False: a backend that says of itself that its prices are old counts as absent. */
    readonly useUnhealthy?: boolean;
}
/** Chooses where prices are read from: the backend, what stands in for it, and the way back. */
interface SourceChoice {
    readonly mode: Mode;
    /** The backend that is asked; null where none is present. */
    readonly present: Backend | null;
    /** Looks for the backend now; callers at once share one look. */
    look(): Promise<Mode>;
    /** The backend for what only a backend has; looks for one where none is chosen. */
    findBackend(): Promise<Backend | null>;
    /** @throws SpotError NO_SOURCE, NEEDS_BACKEND, or what the backend refused */
    read(question: PriceQuestion): Promise<readonly SpotPrice[]>;
}
/** @see SourceChoice */
declare function createSourceChoice(parts: SourceChoiceParts, onMode: (mode: Mode) => void): SourceChoice;
interface PriceQuery {
    /** All four unless told otherwise. */
    readonly metals?: readonly Metal[];
    /** ISO 4217 code; USD unless told otherwise. */
    readonly currency?: string;
    readonly unit?: Unit;
    /** How far `points` go back. */
    readonly window?: Window;
    readonly interval?: Interval;
}
type MetalQuery = Omit<PriceQuery, "metals"> & {
    readonly metal: Metal;
};
interface SpotClient {
    readonly mode: Mode;
    /** Of the backend in use; null without one. */
    readonly address: Address | null;
    /** Looks for the backend now, within two seconds, and says where prices will come from. */
    detect(): Promise<Mode>;
    latest(query?: PriceQuery): Promise<readonly SpotPrice[]>;
    /** The price with the points of a window. */
    history(query: MetalQuery): Promise<SpotPrice>;
    /** The price as of a date (its end, UTC) or a time with zone. */
    at(query: MetalQuery & {
        readonly at: string;
    }): Promise<SpotPrice>;
    /** Tells of prices and failures as they come, until the returned function is called. */
    subscribe(query: PriceQuery, listener: (update: Update) => void): () => void;
    health(): Promise<Health>;
    /** Tells of every change of `mode`, until the returned function is called. */
    onMode(listener: (mode: Mode) => void): () => void;
    /** Ends all subscriptions; later calls throw CLOSED. */
    close(): void;
}
interface ClientParts extends SourceChoiceParts {
    readonly feed: Feed;
}
/** The client without a platform: everything it uses comes in. Web apps take `createSpotClient`. */
declare function assembleSpotClient(parts: ClientParts): SpotClient;
interface SpotClientOptions {
    /** Project URL, or several in order of preference. The local stack unless told otherwise. */
    readonly url?: string | readonly string[];
    /** Publishable (or legacy anon) key; reads work without. */
    readonly key?: string;
    /** The user's own provider keys, for when no backend can be reached. Kept in memory only. */
    readonly fallback?: DirectOptions;
    readonly timeoutMs?: number;
    /** Limit of the look for a backend; 2,000 unless told otherwise. */
    readonly detectTimeoutMs?: number;
    /** Instead of the platform's own, for tests and unusual places. */
    readonly fetch?: Fetch;
    /** Epoch milliseconds. */
    readonly now?: () => number;
    /** Instead of polling. */
    readonly feed?: Feed;
}
/**
 * A client for StackTrackr Prices, for any web app, Deno or Node.
 *
 *     const spot = createSpotClient({ url: "https://<project>.supabase.co", key: "sb_publishable_…" });
 *     const [gold] = await spot.latest({ metals: ["gold"], currency: "EUR", unit: "g" });
 *
 * @throws TypeError for a url that is none
 */
declare function createSpotClient(options?: SpotClientOptions): SpotClient;
/** An age in words that fit a small place: "12 s ago", "5 min ago", "3 h ago", "2 days ago". */
declare function ageText(seconds: number): string;
/** What this needs of a channel of supabase-js: `supabase.channel("spot-prices")`. */
interface PriceChannel {
    on(type: "broadcast", filter: {
        readonly event: string;
    }, told: () => void): PriceChannel;
    subscribe(): unknown;
    unsubscribe(): unknown;
}
/**
 * Polling that is woken by Supabase Realtime: when the database tells that a pull has committed, prices are asked for at
 * once. Where no message comes (no Realtime, a lost connection) it is polling as ever, so nothing is missed.
 *
 *     createSpotClient({ url, key, feed: createRealtimeFeed(() => supabase.channel("spot-prices")) })
 *
 * @param openChannel called for each subscription, which closes its channel when it ends
 */
declare function createRealtimeFeed(openChannel: () => PriceChannel, { sleep: rest, random, onWake }?: Partial<PollingOptions>): Feed;
/** What the module gives to web apps: dist/client/stacktrackr-prices.js. Inside the project import the files themselves. */
export { createSpotClient, type SpotClientOptions, ageText, type Health, type DirectOptions, type Feed, type Update, createRealtimeFeed, type PriceChannel, type MetalQuery, type Mode, type PriceQuery, type SpotClient, SpotError, type SpotErrorCode, ageSeconds, type AsOf, type ConversionRate, type Interval, type Metal, type Origin, type PricePoint, type PriceSourceShare, type SpotPrice, type State, type Unit, type Window };
