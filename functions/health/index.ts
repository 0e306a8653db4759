import { readEnvironment } from "../../shared/environment.ts";
import { readCacheCounts } from "../../shared/read/cache-counts.ts";
import { createHandler } from "./handler.ts";

export default {
  fetch: createHandler({
    environment: readEnvironment((name) => Deno.env.get(name)),
    fetch: (request) => fetch(request),
    now: () => Date.now(),
    caches: readCacheCounts,
    // deno-lint-ignore no-console
    log: (event) => console.log(JSON.stringify(event)),
  }),
};
