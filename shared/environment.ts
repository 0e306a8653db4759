import { z } from "zod";
import { AppError } from "./errors.ts";
import { type Origin, ORIGINS } from "./schemas/origin.ts";
import { Secret } from "./secret.ts";

/** What the platform tells a function, checked once at boot. */
export interface Environment {
  readonly supabaseUrl: string;
  /** Valid keys of each kind; several during a rotation. */
  readonly publishableKeys: readonly Secret[];
  readonly secretKeys: readonly Secret[];
  /** Public keys that sign user tokens, as a JWKS document; null where the platform gives none. */
  readonly jwks: JsonWebKeySet | null;
  /** Where prices come from; anything but "live" shows in the label of every price. */
  readonly origin: Origin;
  /** Loopback address of the simulator or replay; null asks the real providers. */
  readonly upstreamUrl: string | null;
  /** Patience with the simulator; real providers are always given the engine's own. */
  readonly upstreamTimeoutMs?: number;
  /** FETCH_INTERVAL and RATE_LIMIT: defaults of the settings until somebody edits them. */
  readonly settings: { readonly fetch_interval_seconds?: number; readonly rate_limit_per_minute?: number };
  /** Key of a provider by the name of its variable; null where it is not set. */
  readonly providerKey: (variable: string) => Secret | null;
}

export interface JsonWebKeySet {
  readonly keys: readonly Record<string, unknown>[];
}

type Read = (name: string) => string | undefined;

/**
 * Reads and checks the environment.
 *
 * @throws AppError CONFIG_INVALID naming the variable and the cure, never its value
 */
export function readEnvironment(read: Read): Environment {
  const upstreamUrl = upstreamOf(read("SPOT_UPSTREAM_URL"));
  return {
    supabaseUrl: required(read, "SUPABASE_URL").replace(/\/+$/, ""),
    publishableKeys: keysOf(read, [
      "SUPABASE_PUBLISHABLE_KEYS",
      "SUPABASE_PUBLISHABLE_KEY",
      "SUPABASE_ANON_KEY",
    ]),
    secretKeys: keysOf(read, ["SUPABASE_SECRET_KEYS", "SUPABASE_SECRET_KEY", "SUPABASE_SERVICE_ROLE_KEY"]),
    jwks: jwksOf(read("SUPABASE_JWKS")),
    origin: oneOf(read, "SPOT_ORIGIN", ORIGINS),
    upstreamUrl,
    ...(upstreamUrl === null ? {} : wholeNumber(read, {
      name: "SPOT_UPSTREAM_TIMEOUT_MS",
      key: "upstreamTimeoutMs",
      least: 50,
      most: 60000,
    })),
    settings: {
      ...wholeNumber(read, { name: "FETCH_INTERVAL", key: "fetch_interval_seconds", least: 10, most: 86400 }),
      ...wholeNumber(read, { name: "RATE_LIMIT", key: "rate_limit_per_minute", least: 0, most: 100000 }),
    },
    providerKey: (variable) => {
      const value = read(variable)?.trim();
      return value ? new Secret(value) : null;
    },
  };
}

function required(read: Read, name: string): string {
  const value = read(name)?.trim();
  if (!value) throw invalid(name, "it is not set", "Supabase and the local stack set it by themselves");
  return value;
}

/** The plural variable holds a JSON object by key name; the others are single keys (hosted, local, legacy). */
function keysOf(read: Read, [plural, ...singles]: [string, ...string[]]): Secret[] {
  const values: string[] = [];
  const text = read(plural)?.trim();
  if (text) {
    const parsed = z.record(z.string(), z.string().min(1)).safeParse(jsonOf(text));
    if (!parsed.success) {
      throw invalid(plural, "it must be a JSON object of keys by name", 'Expected {"default":"sb_..."}');
    }
    // "default" first: it is the one that outgoing requests use.
    const { default: first, ...others } = parsed.data;
    values.push(...(first === undefined ? [] : [first]), ...Object.values(others));
  }
  for (const name of singles) {
    const value = read(name)?.trim();
    if (value) values.push(value);
  }
  if (values.length === 0) {
    throw invalid(plural, "no key is set", `Set ${[plural, ...singles].join(" or ")}`);
  }
  return [...new Set(values)].map((value) => new Secret(value));
}

function jwksOf(text: string | undefined): JsonWebKeySet | null {
  if (!text?.trim()) return null;
  const parsed = z.object({ keys: z.array(z.record(z.string(), z.unknown())) }).safeParse(jsonOf(text));
  if (!parsed.success) {
    throw invalid("SUPABASE_JWKS", "it must be a JWKS document", 'Expected {"keys":[...]}');
  }
  return parsed.data;
}

function upstreamOf(text: string | undefined): string | null {
  if (!text?.trim()) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  // Provider keys travel there, so it may be nothing but this machine.
  if (url?.protocol !== "http:" || !["127.0.0.1", "[::1]", "localhost"].includes(url.hostname)) {
    throw invalid(
      "SPOT_UPSTREAM_URL",
      "it must be a loopback address",
      "Only the simulator of the local stack sets it",
    );
  }
  return url.href.replace(/\/+$/, "");
}

function oneOf<T extends string>(read: Read, name: string, values: readonly [T, ...T[]]): T {
  const text = read(name)?.trim();
  if (!text) return values[0];
  const value = values.find((candidate) => candidate === text);
  if (value === undefined) throw invalid(name, "its value is unknown", `Values: ${values.join(", ")}`);
  return value;
}

function wholeNumber(
  read: Read,
  { name, key, least, most }: { name: string; key: string; least: number; most: number },
): Record<string, number> {
  const text = read(name)?.trim();
  if (!text) return {};
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw invalid(name, `it must be a whole number from ${least} to ${most}`, `Example: ${name}=300`);
  }
  return { [key]: value };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function invalid(name: string, what: string, hint: string): AppError {
  return new AppError("CONFIG_INVALID", `Cannot use ${name}: ${what}`, { hint });
}
