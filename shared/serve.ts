import { type Environment, readEnvironment } from "./environment.ts";
import type { Handler, Log } from "./http/app.ts";
import { type Sleep, sleep } from "./sleep.ts";

/** What the handler of a function is given. */
export interface Dependencies {
  readonly environment: Environment;
  readonly fetch: (request: Request) => Promise<Response>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: Sleep;
  readonly log: Log;
}

/** What only the platform has. Each index.ts hands it over and does nothing else. */
export interface Platform {
  readonly variable: (name: string) => string | undefined;
  readonly fetch: (request: Request) => Promise<Response>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Writes one line to the log. */
  readonly print: (line: string) => void;
}

/**
 * Builds a function from its handler, in the form that the platform expects of a default export.
 *
 * @throws AppError CONFIG_INVALID for an environment that the function cannot run in
 */
export function serve(
  createHandler: (dependencies: Dependencies) => Handler,
  { variable, fetch, now, print }: Platform,
): { readonly fetch: Handler } {
  return {
    fetch: createHandler({
      environment: readEnvironment(variable),
      fetch,
      now,
      sleep,
      log: (event) => print(JSON.stringify(event)),
    }),
  };
}
