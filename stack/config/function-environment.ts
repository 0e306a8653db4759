import { PROVIDER_KEYS } from "./environment.ts";
import { originLabel, type StackOrigin } from "./origin.ts";
import { type StackSecrets, verificationKeys } from "./secrets.ts";

export interface FunctionEnvironmentFacts {
  readonly secrets: StackSecrets;
  readonly projectUrl: string;
  readonly databaseUrl: string;
  readonly origin: StackOrigin;
  /** Origin of the simulator or the replay; null when prices are live. */
  readonly upstreamUrl: string | null;
  readonly env: Readonly<Record<string, string>>;
}

/** What functions find in their environment: the platform's names, provider keys, and where prices come from. */
export function functionEnvironment(facts: FunctionEnvironmentFacts): Readonly<Record<string, string>> {
  const { secrets } = facts;
  return {
    SUPABASE_URL: facts.projectUrl,
    SUPABASE_DB_URL: facts.databaseUrl,
    SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: secrets.publishableKey }),
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: secrets.secretKey }),
    SUPABASE_ANON_KEY: secrets.anonKey,
    SUPABASE_SERVICE_ROLE_KEY: secrets.serviceRoleKey,
    SUPABASE_JWKS: JSON.stringify(verificationKeys(secrets, { withLegacySecret: false })),
    SPOT_ORIGIN: originLabel(facts.origin),
    ...(facts.upstreamUrl === null ? {} : { SPOT_UPSTREAM_URL: facts.upstreamUrl }),
    ...seedSettings(facts.env),
    ...providerKeys(facts),
  };
}

/** Defaults of the settings document, passed on under the names of the seed project. */
function seedSettings(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const names = ["FETCH_INTERVAL", "RATE_LIMIT"];
  return Object.fromEntries(names.flatMap((name) => env[name] ? [[name, env[name]]] : []));
}

/** Real keys never go to the simulator, which accepts any; invented ones make the keyed adapters run. */
function providerKeys({ origin, env }: FunctionEnvironmentFacts): Readonly<Record<string, string>> {
  return Object.fromEntries(PROVIDER_KEYS.flatMap((name) => {
    if (origin.kind !== "live") return [[name, `invented-${name.toLowerCase().replaceAll("_", "-")}`]];
    return env[name] ? [[name, env[name]]] : [];
  }));
}
