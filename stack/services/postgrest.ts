import type { Service } from "../process/service.ts";
import { type Host, wrapCommand } from "../process/wrap-command.ts";
import type { ApiSettings } from "../config/project-config.ts";

export interface PostgrestOptions {
  readonly program: string;
  readonly host: Host;
  readonly port: number;
  readonly adminPort: number;
  /** Connection string of the role authenticator. */
  readonly databaseUrl: string;
  /** JWK set with the keys of user tokens and of the gateway's own tokens. */
  readonly jwks: unknown;
  readonly api: ApiSettings;
}

/** Real PostgREST, reachable through the gateway. */
export function postgrestService(options: PostgrestOptions): Service {
  const { program, host, port, adminPort, api } = options;
  return {
    name: "postgrest",
    ...wrapCommand({ command: program, args: [] }, { host, endSignal: "TERM" }),
    env: {
      PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin",
      PGRST_DB_URI: options.databaseUrl,
      PGRST_DB_SCHEMAS: api.schemas.join(","),
      PGRST_DB_EXTRA_SEARCH_PATH: api.extraSearchPath.join(","),
      PGRST_DB_MAX_ROWS: String(api.maxRows),
      PGRST_DB_ANON_ROLE: "anon",
      PGRST_DB_POOL: "10",
      PGRST_SERVER_HOST: "127.0.0.1",
      PGRST_SERVER_PORT: String(port),
      PGRST_ADMIN_SERVER_PORT: String(adminPort),
      PGRST_JWT_SECRET: JSON.stringify(options.jwks),
      PGRST_LOG_LEVEL: "warn",
    },
    dependsOn: ["postgres"],
    isReady: () => isReady(adminPort),
    readyWithin: 30_000,
    stopSignal: "SIGTERM",
  };
}

async function isReady(adminPort: number): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${adminPort}/ready`);
  await response.body?.cancel();
  return response.status === 200;
}
