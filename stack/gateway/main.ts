/** The process of functions and gateway. Its settings come as one JSON line on standard input, not as arguments. */
import { z } from "zod";
import { firstLineThenWatch, leaveInterruptToParent } from "../process/parent-watch.ts";
import { ignore } from "../ignore.ts";
import { createGateway } from "./gateway.ts";
import { loadFunctions } from "./load-functions.ts";
import { createTokenKeeper } from "./tokens.ts";

const Settings = z.object({
  port: z.number(),
  aliasPort: z.number(),
  restUrl: z.string(),
  dashboard: z.string(),
  keys: z.object({
    publishableKey: z.string(),
    secretKey: z.string(),
    jwtSecret: z.string(),
    publicJwk: z.record(z.string(), z.unknown()),
  }),
  functions: z.array(z.object({ name: z.string(), entrypoint: z.string(), verifyJwt: z.boolean() })),
});

export type GatewaySettings = z.infer<typeof Settings>;

const BODY_LIMIT = 10 * 1024 * 1024;

async function main(): Promise<void> {
  leaveInterruptToParent();
  const settings = Settings.parse(JSON.parse(await firstLineThenWatch()));
  keepRunning();
  const gateway = createGateway({
    ...settings,
    functions: await loadFunctions(settings.functions, { log }),
    tokens: createTokenKeeper(settings.keys, { now: Date.now }),
    bodyLimit: BODY_LIMIT,
    fetch: (request) => fetch(request),
    log,
  });
  for (const port of new Set([settings.port, settings.aliasPort])) {
    Deno.serve(
      { hostname: "127.0.0.1", port, onListen: ignore },
      (request, info) => gateway(request, info.remoteAddr.hostname),
    );
  }
}

/** What the platform offers to functions, and its patience with a promise that nobody awaits. */
function keepRunning(): void {
  const waitUntil = (promise: Promise<unknown>): void => {
    promise.catch((error: unknown) => log(`waitUntil: ${String(error)}`));
  };
  Object.assign(globalThis, { EdgeRuntime: { waitUntil } });
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    log(`unhandled rejection: ${event.reason instanceof Error ? event.reason.stack : String(event.reason)}`);
  });
}

function log(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${new Date().toISOString()} ${line}\n`));
}

try {
  await main();
} catch (error) {
  // Such as a port that was taken meanwhile: half a gateway must not look like a whole one.
  log(error instanceof Error ? error.stack ?? error.message : String(error));
  Deno.exit(1);
}
