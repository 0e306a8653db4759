import { join } from "node:path";
import type { GatewaySettings } from "../gateway/main.ts";
import type { Service } from "../process/service.ts";
import { type Host, wrapDeno } from "../process/wrap-command.ts";
import { denoEnvironment } from "./deno-environment.ts";

export interface FunctionsOptions {
  readonly projectRoot: string;
  readonly host: Host;
  readonly settings: GatewaySettings;
  /** What functions read, as on the platform. */
  readonly functionEnv: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
}

/** Gateway and functions in one process: no hop between them, and one set of permissions. */
export function functionsService(options: FunctionsOptions): Service {
  const { projectRoot, host, settings } = options;
  const permissions = ["--allow-net", "--allow-env", "--allow-read", "--allow-sys=hostname", "--no-prompt"];
  const config = ["--config", join(projectRoot, "deno.json")];
  const main = join(import.meta.dirname ?? ".", "..", "gateway", "main.ts");
  return {
    name: "functions",
    ...wrapDeno(["run", ...config, ...permissions, main], { host, watchesInput: true }),
    env: { ...denoEnvironment(options.env), ...options.functionEnv },
    input: JSON.stringify(settings),
    dependsOn: [],
    isReady: () => answers(settings.port),
    readyWithin: 60_000,
    stopSignal: "SIGTERM",
  };
}

async function answers(port: number): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}/auth/v1/.well-known/jwks.json`);
  await response.body?.cancel();
  return response.ok;
}
