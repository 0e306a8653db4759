import { join } from "node:path";
import type { Service } from "../process/service.ts";
import { type Host, wrapDeno } from "../process/wrap-command.ts";
import { denoEnvironment } from "./deno-environment.ts";

export interface UpstreamServiceOptions {
  readonly projectRoot: string;
  readonly host: Host;
  readonly port: number;
  readonly mode: "simulate" | "replay";
  /** CSV of recorded prices, for replay. */
  readonly file?: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Stands in for the price providers, in their own wire formats. */
export function upstreamService(options: UpstreamServiceOptions): Service {
  const { projectRoot, host, port, mode, file, env } = options;
  const server = join(projectRoot, "stack", "upstream", "main.ts");
  const config = ["--config", join(projectRoot, "deno.json"), "--no-prompt"];
  const permissions = ["--allow-net=127.0.0.1", "--allow-read", "--allow-env"];
  const replay = file === undefined ? [] : ["--file", file];
  return {
    name: "upstream",
    ...wrapDeno(
      ["run", ...config, ...permissions, server, "--port", String(port), "--mode", mode, ...replay],
      {
        host,
        watchesInput: false,
      },
    ),
    env: denoEnvironment(env),
    dependsOn: [],
    isReady: () => answers(port),
    readyWithin: 60_000,
    stopSignal: "SIGTERM",
  };
}

async function answers(port: number): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}/health`);
  await response.body?.cancel();
  return response.ok;
}
