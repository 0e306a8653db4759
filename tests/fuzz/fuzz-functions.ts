import assert from "node:assert/strict";
import * as fc from "fast-check";
import { createHandler as createConfig } from "../../functions/config/handler.ts";
import { createHandler as createFeed } from "../../functions/feed/handler.ts";
import { createHandler as createHealth } from "../../functions/health/handler.ts";
import { createHandler as createPull } from "../../functions/prices-pull/handler.ts";
import { createHandler as createRead } from "../../functions/prices-read/handler.ts";
import { createHandler as createProxy } from "../../functions/provider-proxy/handler.ts";
import type { Handler } from "../../shared/http/app.ts";
import { PROVIDERS } from "../../shared/providers/registry.ts";
import { INTERVALS, UNITS, WINDOWS } from "../../shared/read/read-parameters.ts";
import { sleep } from "../../shared/sleep.ts";
import { environmentOf } from "../support/http/pulling.ts";
import type { TestStack } from "../../stack/testing/test-stack.ts";
import { damaged, mutatedJson, nastyText, nearly } from "./nasty.ts";
import type { Target } from "./target.ts";

interface Question {
  readonly slug: string;
  readonly method: string;
  /** Below the function, begins with "/" or is empty. */
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | null;
}

const PATIENCE_MS = 10_000;
/** What may be wrong with the world and is said so; any other 5xx is a fault of ours. */
const HONEST_5XX = /^(PRICE_NOT_YET|PROVIDER_[A-Z_]+)$/;

const TIMES = [
  "2026-01-15",
  "2019-05-04T12:00:00Z",
  "2026-11-20T10:00:00+05:30",
  "2026-01-15,2019-05-04",
  "1900-01-01",
];
const QUERIES: Readonly<Record<string, readonly (readonly [string, fc.Arbitrary<string>])[]>> = {
  "prices-read": [
    ["metal", nearly("gold", "silver", "XPT", "all", "gold,silver", "palladium,")],
    ["currency", nearly("USD", "EUR", "JPY", "ZZZ", "eur")],
    ["unit", nearly(...UNITS)],
    ["window", nearly(...WINDOWS)],
    ["interval", nearly(...INTERVALS)],
    ["at", nearly(...TIMES)],
    ["match", nearly("before", "nearest")],
    ["format", nearly("json", "csv")],
  ],
  "health": [["format", nearly("json", "prometheus")]],
  "provider-proxy": [
    ["metal", nearly("gold", "silver")],
    ["date", nearly("2026-01-15", "2019-05-04")],
    ["start_date", nearly("2026-01-10")],
    ["end_date", nearly("2026-01-12")],
  ],
};

const FEED = [
  "/hourly/2026/11/20/10.json",
  "/15min/2026/11/20/1015.json",
  "/spot-history-2024.json",
  "/spot/latest.json",
  "/v2/spot/xau/latest.json",
  "/spot/xag/intraday.json",
  "/spot/xpt/2026/11/20.json",
  "/spot/xpd/2026/11.json",
  "/spot/history/90d.json",
];
const PROXIED = PROVIDERS.flatMap(({ key, operations }) =>
  Object.keys(operations).map((name) => `/${key}/${name}`)
);
const PATHS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  "feed": nearly(...FEED),
  "provider-proxy": nearly(...PROXIED),
};
const METHODS: Readonly<Record<string, readonly string[]>> = {
  "prices-pull": ["POST", "POST", "POST", "GET"],
  "config": ["PATCH", "PATCH", "GET"],
};
const BODIES: Readonly<Record<string, unknown>> = {
  "prices-pull": {
    trigger: "manual",
    slot: "2026-11-23T15:00:00Z",
    now: "2026-11-23T15:00:00Z",
    provider: "nobody",
  },
  "config": {
    settings: {
      fetch_interval_seconds: 300,
      budget: { families_wanted: 3 },
      alerts: { spread_bps: { gold: 50 } },
      validation: {},
    },
    providers: {
      "metals-dev": { enabled: true, priority: 10, monthly_quota: null, minimum_interval_seconds: 60 },
    },
  },
};

/** Requests of every function: each parameter, header and body good, nearly good or nothing of the kind. */
export function functionTarget(stack: TestStack): Target<Question> {
  const environment = environmentOf(stack);
  const tools = {
    environment: { ...environment, settings: { rate_limit_per_minute: 0 } },
    fetch: (request: Request) => fetch(request),
    now: () => Date.now(),
    sleep,
    log: () => {},
  };
  const handlers: Readonly<Record<string, Handler>> = {
    "prices-read": createRead(tools),
    "prices-pull": createPull(tools),
    "provider-proxy": createProxy(tools),
    "config": createConfig(tools),
    "health": createHealth(tools),
    "feed": createFeed(tools),
  };
  const weights: Readonly<Record<string, number>> = { "prices-read": 8, "provider-proxy": 4, "feed": 4 };
  return {
    name: `requests of ${Object.keys(handlers).join(", ")}`,
    inputs: fc.oneof(
      ...Object.keys(handlers).map((slug) => ({
        weight: weights[slug] ?? 2,
        arbitrary: question(slug, stack.keys),
      })),
    ),
    async check(input): Promise<string> {
      const handle = handlers[input.slug];
      assert.ok(handle !== undefined);
      const request = requestOf(input);
      if (request === null) return "no request";
      const response = await within(handle(request));
      const text = await within(response.text());
      return verdict(response, text, input.method);
    },
  };
}

function verdict(response: Response, text: string, method: string): string {
  const { status } = response;
  assert.ok(response.headers.get("x-request-id") || status === 204, "an answer without request id");
  assert.equal(response.headers.get("access-control-allow-origin"), "*");
  if (status < 400) return `${Math.floor(status / 100)}xx`;
  assert.equal(response.headers.get("cache-control"), "no-store");
  // Without a body nothing names the code; 500 is never honest.
  assert.notEqual(status, 500, text);
  if (method === "HEAD") return `${Math.floor(status / 100)}xx`;
  const problem = JSON.parse(text);
  assert.deepEqual(Object.keys(problem).sort(), ["code", "details", "hint", "message"]);
  if (status >= 500) assert.match(problem.code, HONEST_5XX, `${status} ${text}`);
  assert.ok(problem.message.length < 400, "a message of more than a line");
  return status >= 500 ? "no price or provider" : `${Math.floor(status / 100)}xx`;
}

function question(slug: string, keys: TestStack["keys"]): fc.Arbitrary<Question> {
  const known = (QUERIES[slug] ?? []).map(([name, value]) => fc.tuple(fc.constant(name), value));
  const pair = fc.oneof(...known, ...(known.length === 0 ? [fc.tuple(nastyText, nastyText)] : []));
  const query = fc.oneof(
    { weight: 6, arbitrary: fc.uniqueArray(pair, { maxLength: 4, selector: ([name]) => name }) },
    { weight: 1, arbitrary: fc.array(fc.oneof(pair, fc.tuple(nastyText, nastyText)), { maxLength: 4 }) },
  );
  const good = BODIES[slug];
  const body = good === undefined ? fc.constant(null) : fc.oneof(
    { weight: 4, arbitrary: mutatedJson(good).map((json) => JSON.stringify(json) ?? "") },
    { weight: 1, arbitrary: damaged(JSON.stringify(good)) },
    { weight: 1, arbitrary: nastyText },
  );
  return fc.record({
    slug: fc.constant(slug),
    method: fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(...(METHODS[slug] ?? ["GET", "GET", "GET", "HEAD"])) },
      { weight: 1, arbitrary: fc.constantFrom("PUT", "DELETE", "OPTIONS", "POST", "X-Y") },
    ),
    path: PATHS[slug] ?? fc.oneof({ weight: 9, arbitrary: fc.constant("") }, nastyText),
    query,
    headers: headersOf(keys),
    body,
  });
}

function headersOf(keys: TestStack["keys"]): Question["headers"] extends infer T ? fc.Arbitrary<T> : never {
  const value = (name: string, arbitrary: fc.Arbitrary<string>) => fc.tuple(fc.constant(name), arbitrary);
  const apikey = fc.oneof(
    { weight: 6, arbitrary: fc.constant(keys.secretKey) },
    { weight: 2, arbitrary: nearly(keys.publishableKey, keys.secretKey, keys.anonKey) },
  );
  const others = fc.oneof(
    value("authorization", nearly(`Bearer ${keys.anonKey}`, "Bearer x", "Basic eA==")),
    value("if-none-match", nearly('"1"', "*", 'W/"x", "y"')),
    value("accept-encoding", nearly("gzip", "br;q=0, gzip;q=1", "identity;q=0", "*")),
    value("x-forwarded-for", nearly("203.0.113.7", "2001:db8::1", "a, b")),
    value("cf-connecting-ip", nearly("203.0.113.7", "2001:db8::1")),
    value("x-request-id", nearly("abcdefgh-1234")),
    value("origin", nearly("null", "https://a.example")),
    value("range", nearly("bytes=0-1")),
    value("content-type", nearly("application/json", "text/plain", "multipart/form-data; boundary=x")),
    value("accept", nearly("text/csv", "*/*")),
    fc.tuple(nastyText, nastyText),
  );
  // Never the version that holds: what fits would change the settings and with them what follows.
  const match = value("if-match", nearly('"1"', '"2147483648"', "*", 'W/"3"', '"1", "2"'));
  return fc.tuple(value("apikey", apikey), match, fc.array(others, { maxLength: 4 }))
    .chain(([key, version, more]) =>
      fc.subarray([key, version], { minLength: 1 }).map((some) => [...some, ...more])
    );
}

/** Null where the platform itself would not let such a request be made. */
function requestOf({ slug, method, path, query, headers, body }: Question): Request | null {
  const search = query.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
  const sent = new Headers();
  for (const [name, value] of headers) {
    try {
      sent.append(name, value.replace(/[^\x20-\x7e\xa0-\xff]/g, "?"));
    } catch {
      continue;
    }
  }
  try {
    const url = `http://h/${slug}${path}${search === "" ? "" : `?${search}`}`;
    const carries = body !== null && method !== "GET" && method !== "HEAD";
    return new Request(url, { method, headers: sent, ...(carries ? { body } : {}) });
  } catch {
    return null;
  }
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

async function within<T>(promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
