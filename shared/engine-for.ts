import type { Environment } from "./environment.ts";
import type { Sleep } from "./sleep.ts";
import { routeTo } from "./providers/calling/build-url.ts";
import { createEngine, type Engine } from "./providers/engine.ts";

export interface EngineParts {
  readonly fetch: (request: Request) => Promise<Response>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: Sleep;
}

/** The engine that this environment asks for: its keys, and its simulator or replay where it has one. */
export function engineFor(environment: Environment, parts: EngineParts): Engine {
  const { providerKey, upstreamUrl, upstreamTimeoutMs } = environment;
  return createEngine({
    ...parts,
    keys: providerKey,
    ...(upstreamUrl === null ? {} : { route: routeTo(upstreamUrl) }),
    ...(upstreamTimeoutMs === undefined ? {} : { timeoutMs: upstreamTimeoutMs }),
  });
}
