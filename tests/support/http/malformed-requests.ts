import * as fc from "fast-check";
import { METAL_CODES, METALS } from "../../../shared/schemas/metal.ts";
import { FORMATS, READ_RULES, UNITS, WINDOWS } from "../../../shared/read/read-parameters.ts";

/** A request that no function may answer with success, and the statuses that fit it. */
export interface MalformedRequest {
  readonly what: string;
  readonly method: string;
  /** Below the address of the functions, query included. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer> | null;
  readonly statuses: readonly number[];
}

const NASTY = [
  "",
  "\0",
  "%00",
  "__proto__",
  "constructor",
  "[object Object]",
  "' or 1=1 --",
  "../../../etc/passwd",
  "<script>",
  "gold\r\nX: y",
  "NaN",
  "1e999",
  "💥",
  "a".repeat(9000),
];
const text = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ maxLength: 60 }),
);

/** Paths that exist, for faults that lie elsewhere. Functions that are not named here answer at their root. */
const PATHS: Readonly<Record<string, string>> = { "provider-proxy": "/provider-proxy/metals-dev/latest" };

/** Faults that every function must refuse, whatever it is for. */
export function forAnyFunction(slug: string): fc.Arbitrary<MalformedRequest> {
  const path = PATHS[slug] ?? `/${slug}`;
  const basic = { what: slug, method: "GET", path, headers: {}, body: null };
  const headerText = fc.string({ unit: fc.constantFrom(..."abcXYZ019_-.:=é"), minLength: 1, maxLength: 200 });
  return fc.oneof(
    fc.constantFrom("PUT", "DELETE", "LINK", "get-all").map((method) => ({
      ...basic,
      what: `${slug}: method`,
      method,
      statuses: [405, 404],
    })),
    headerText.map((key) => ({
      ...basic,
      what: `${slug}: key`,
      headers: { apikey: key },
      statuses: [401, 404, 405],
    })),
    headerText.map((token) => ({
      ...basic,
      what: `${slug}: token`,
      headers: { authorization: `Bearer ${token}` },
      statuses: [401, 404, 405],
    })),
    fc.array(text.filter((segment) => !/^\.*$/.test(segment)), { minLength: 1, maxLength: 4 }).map((
      segments,
    ) => ({
      ...basic,
      what: `${slug}: path`,
      path: `/${slug}/${segments.map(encodeURIComponent).join("/")}`,
      statuses: [404, 400, 401, 414],
    })),
    fc.constantFrom("%", "%ZZ", "%C0%AF", "%E0%80", "a%2Fb/%2e%2e/%2F").map((tail) => ({
      ...basic,
      what: `${slug}: encoding`,
      path: `/${slug}/${tail}`,
      statuses: [404, 400, 401],
    })),
  );
}

/** Questions about prices that cannot be read. */
export function forReads(): fc.Arbitrary<MalformedRequest> {
  const asked = (query: readonly (readonly [string, string])[]): MalformedRequest => ({
    what: "prices-read: parameters",
    method: "GET",
    path: `/prices-read?${new URLSearchParams(query.map(([name, value]) => [name, value]))}`,
    headers: {},
    body: null,
    statuses: [400],
  });
  const wrong = (name: string, fits: (value: string) => boolean): fc.Arbitrary<MalformedRequest> =>
    text.filter((value) => !fits(value)).map((value) => asked([[name, value]]));
  const oneOf = (values: readonly string[]) => (value: string): boolean => values.includes(value);
  const metals = [...METALS, ...Object.values(METAL_CODES).map((code) => code.toLowerCase()), "all"];
  return fc.oneof(
    wrong("metal", (value) => value.split(",").some((name) => metals.includes(name.trim().toLowerCase()))),
    wrong("currency", (value) => /^[A-Za-z]{3}$/.test(value)),
    fc.constantFrom("ZZA", "zzb", "XXQ").map((code) => asked([["currency", code]])),
    wrong("unit", oneOf(UNITS)),
    wrong("window", oneOf(WINDOWS)),
    wrong("format", oneOf(FORMATS)),
    wrong("at", (value) => /^\d{4}/.test(value)),
    fc.constantFrom("2026-02-30", "9999-12-31", "0001-01-01", "2026-01-01T25:00:00Z", "2026-13-01").map((
      at,
    ) => asked([["at", at]])),
    text.filter((name) => !READ_RULES.allowed.includes(name)).map((name) => asked([[name, "1"]])),
    fc.constantFrom("metal", "unit", "window").map((name) => asked([[name, "gold"], [name, "gold"]])),
  );
}

/** Bodies that must not start a pull or change a setting. `headers` hold a valid key. */
export function forBodies(headers: Readonly<Record<string, string>>): fc.Arbitrary<MalformedRequest> {
  const junk = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 300 }).filter((bytes) => !isJsonObjectOrBlank(bytes)).map(
      (bytes) => new Uint8Array(bytes),
    ),
    fc.json().filter((json) => !json.startsWith("{")),
    text.filter((key) => !KNOWN_FIELDS.has(key)).map((key) => JSON.stringify({ [key]: 1 })),
    fc.constantFrom(
      "[".repeat(20_000) + "]".repeat(20_000),
      '{"settings":' + '{"a":'.repeat(5000) + "1" + "}".repeat(5001),
      '{"slot":"' + "2".repeat(60_000) + '"}',
      '{"__proto__":{"trigger":"cron"},"x":1}',
      '{"trigger":"cron","trigger":"\\u0000"}',
      '{"slot":"2026-02-30T00:00:00Z"}',
      '{"slot":"1999-01-01T00:00:00Z"}',
      '{"now":"2026-02-27T14:30:00Z"}',
      '{"provider":"nobody"}',
      '{"settings":{"fetch_interval_seconds":"300"}}',
      '{"settings":{"fetch_interval_seconds":1e400}}',
      '{"settings":{"fetch_interval_seconds":-1}}',
      '{"providers":{"metals-dev":{"priority":null}}}',
      '{"providers":[]}',
    ),
  );
  const huge = fc.constant("x".repeat(70_000));
  const types = fc.constantFrom(
    "application/json",
    "text/plain",
    "application/xml",
    "multipart/form-data",
    "x/y; charset=q",
  );
  const to = (path: string, method: string, extra: Readonly<Record<string, string>>) =>
    fc.tuple(fc.oneof({ weight: 20, arbitrary: junk }, { weight: 1, arbitrary: huge }), types).map(
      ([body, type]): MalformedRequest => ({
        what: `${path}: body`,
        method,
        path,
        headers: { ...headers, ...extra, "content-type": type },
        body,
        statuses: [400, 413],
      }),
    );
  return fc.oneof(
    to("/prices-pull", "POST", {}),
    to("/config", "PATCH", { "if-match": '"1"' }),
    fc.constantFrom("", "*", "1", '"x"', '"1", "2"', 'W/"1"', '"99999999999999999999"').map((match) => ({
      what: "config: version",
      method: "PATCH",
      path: "/config",
      headers: {
        ...headers,
        "content-type": "application/json",
        ...(match === "" ? {} : { "if-match": match }),
      },
      body: '{"settings":{"fetch_interval_seconds":600}}',
      statuses: [400, 412, 428],
    })),
  );
}

/** Questions that the proxy must not pass on. `headers` hold a valid key. */
export function forProxy(headers: Readonly<Record<string, string>>): fc.Arbitrary<MalformedRequest> {
  return fc.tuple(
    fc.oneof(text.filter((name) => !/^\.*$/.test(name)), fc.constantFrom("metals-dev", "gold-api")),
    fc.oneof(text.filter((name) => !/^\.*$/.test(name)), fc.constantFrom("latest", "timeseries")),
    text.filter((name) => !["metal", "date", "start_date", "end_date", "currencies"].includes(name)),
    text,
  ).map(([provider, operation, name, value]) => ({
    what: "provider-proxy",
    method: "GET",
    path: `/provider-proxy/${encodeURIComponent(provider)}/${
      encodeURIComponent(operation)
    }?${new URLSearchParams([[name, value]])}`,
    headers,
    body: null,
    statuses: [400, 404],
  }));
}

const KNOWN_FIELDS = new Set([
  "trigger",
  "slot",
  "now",
  "provider",
  "backfill",
  "settings",
  "providers",
]);

function isJsonObjectOrBlank(bytes: Uint8Array): boolean {
  const said = new TextDecoder().decode(bytes).trim();
  return said === "" || said.startsWith("{");
}
