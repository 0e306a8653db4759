import { join } from "node:path";
import type { Service } from "../process/service.ts";
import { type Host, wrapDeno } from "../process/wrap-command.ts";
import { denoEnvironment } from "./deno-environment.ts";
import type { WorkerSettings } from "../worker/main.ts";

export interface WorkerOptions {
  readonly projectRoot: string;
  readonly host: Host;
  readonly settings: WorkerSettings;
  readonly env: Readonly<Record<string, string>>;
}

/** Runs the cron jobs and sends the requests of the stand-ins. */
export function workerService(options: WorkerOptions): Service {
  const { projectRoot, host, settings } = options;
  const permissions = ["--allow-net", "--allow-env", "--allow-sys=hostname"];
  const main = join(import.meta.dirname ?? ".", "..", "worker", "main.ts");
  const config = ["--config", join(projectRoot, "deno.json"), "--no-prompt"];
  return {
    name: "worker",
    ...wrapDeno(["run", ...config, ...permissions, main], { host, watchesInput: true }),
    env: denoEnvironment(options.env),
    input: JSON.stringify(settings),
    dependsOn: ["postgres"],
    isReady: async () => (await fetch(`http://127.0.0.1:${settings.healthPort}/`)).ok,
    readyWithin: 60_000,
    stopSignal: "SIGTERM",
  };
}
