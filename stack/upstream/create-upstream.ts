import type { Provider } from "../../shared/providers/provider.ts";
import { PROVIDERS } from "../../shared/providers/registry.ts";
import { CallLog } from "./call-log.ts";
import { control } from "./control.ts";
import { type ActiveFault, FaultBoard } from "./faults.ts";
import { WIRE_FORMATS } from "./formats/registry.ts";
import type { WireFormat, WireRefusal, WireResponse } from "./formats/wire-format.ts";
import { createRecordedPrices, type RecordedRow } from "./recorded-prices.ts";
import { buildScene } from "./scene.ts";
import { createSimulatedPrices, SIMULATION_SEED } from "./simulated-prices.ts";
import { transportFault } from "./transport-fault.ts";
import { UpstreamClock } from "./upstream-clock.ts";

export interface UpstreamOptions {
  /** The real time, epoch ms. */
  readonly now: () => number;
  /** Recorded rows make it a replay; without them prices are invented from the seed. */
  readonly rows?: readonly RecordedRow[];
  readonly seed?: string;
  /** Refuses calls beyond each provider's starting quota, counted since the start or the last DELETE of the calls. */
  readonly enforceQuota?: boolean;
  /** Providers on a plan whose data is of the day before. */
  readonly daily?: readonly string[];
}

/** A stand-in for all providers, as one function from request to answer. */
export type Upstream = (request: Request) => Promise<Response>;

/** The key that every keyed provider rejects; any other that is not empty is accepted. */
const BAD_KEY = "bad-key";
const RETRY_AFTER_SECONDS = "30";
const OWN_WORDS: Readonly<Partial<Record<ActiveFault["fault"], WireRefusal>>> = {
  rate_limited: "rate_limited",
  quota_spent: "quota_spent",
  server_error: "server_error",
  bad_key: "bad_key",
};

/**
 * Serves /<provider's host>/<path> in the provider's own wire format, GET /health, and the controls under /control/.
 * Every answer says in a header that it is not live.
 */
export function createUpstream(options: UpstreamOptions): Upstream {
  const { rows, daily = [] } = options;
  const source = rows === undefined
    ? createSimulatedPrices(options.seed ?? SIMULATION_SEED)
    : createRecordedPrices(rows);
  const origin = source.isRecorded ? "replayed" : "simulated";
  const startsAt = rows === undefined ? null : rows.reduce((first, row) => Math.min(first, row.at), Infinity);
  const controls = {
    faults: new FaultBoard(),
    calls: new CallLog(),
    clock: new UpstreamClock(options.now, startsAt),
  };
  const { faults, calls, clock } = controls;

  function answer(provider: Provider, { request, path, fault }: Visit): WireResponse {
    const format = WIRE_FORMATS[provider.key];
    if (format === undefined) throw new Error(`no wire format for ${provider.key}`);
    const refused = refusalOf(provider, { request, fault });
    if (refused !== null) return withRetryAfter(format.refusal(refused));
    const usage = { total: provider.defaults.monthlyQuota ?? 0, used: calls.countOf(provider.key) };
    if (options.enforceQuota && usage.total > 0 && usage.used > usage.total) {
      return format.refusal("quota_spent");
    }
    const isDaily = daily.includes(provider.key);
    const scene = buildScene({ provider: provider.key, source, now: clock.now(), fault, isDaily, usage });
    return format.answer({ path, query: new URL(request.url).searchParams, scene }) ?? notFound(format);
  }

  return async (request) => {
    const url = new URL(request.url);
    if (url.pathname === "/health") {
      return Response.json({ status: "ok", origin, now: new Date(clock.now()).toISOString() });
    }
    if (url.pathname.startsWith("/control/")) return await control(request, controls);
    const found = locate(url.pathname);
    if (found === null) return Response.json({ message: "No such provider" }, { status: 404 });
    const { provider, path, host } = found;
    calls.add({
      at: new Date(clock.now()).toISOString(),
      provider: provider.key,
      method: request.method,
      host,
      path,
      query: [...url.searchParams.keys()],
    });
    const fault = faults.take(provider.key);
    const { status, json, headers: own } = answer(provider, { request, path, fault });
    const headers = new Headers({
      "content-type": "application/json",
      "x-price-origin": `${origin}; not live prices`,
      ...own,
    });
    const text = JSON.stringify(json);
    const broken = fault === null ? null : transportFault(fault.fault, { text, headers, request });
    return broken ?? new Response(text, { status, headers });
  };
}

interface Visit {
  readonly request: Request;
  readonly path: string;
  readonly fault: ActiveFault | null;
}

/** /api.metals.dev/v1/latest → the provider of that host, and the path after its prefix. */
function locate(pathname: string): { provider: Provider; host: string; path: string } | null {
  for (const provider of PROVIDERS) {
    const base = new URL(provider.baseUrl);
    const prefix = `/${base.host}${base.pathname.replace(/\/$/, "")}`;
    if (pathname.startsWith(`${prefix}/`)) {
      return { provider, host: base.host, path: pathname.slice(prefix.length) };
    }
  }
  return null;
}

function refusalOf(provider: Provider, { request, fault }: Omit<Visit, "path">): WireRefusal | null {
  const { auth } = provider;
  const key = auth.in === "query"
    ? new URL(request.url).searchParams.get(auth.name)
    : auth.in === "header"
    ? request.headers.get(auth.name)
    : "none needed";
  if (!key || key === BAD_KEY) return "bad_key";
  return fault === null ? null : OWN_WORDS[fault.fault] ?? null;
}

function withRetryAfter(refusal: WireResponse): WireResponse {
  return refusal.status === 429 ? { ...refusal, headers: { "retry-after": RETRY_AFTER_SECONDS } } : refusal;
}

function notFound(format: WireFormat): WireResponse {
  return format.refusal("not_found");
}
