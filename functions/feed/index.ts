import { readEnvironment } from "../../shared/environment.ts";
import { createHandler } from "./handler.ts";

export default {
  fetch: createHandler({
    environment: readEnvironment((name) => Deno.env.get(name)),
    fetch: (request) => fetch(request),
    now: () => Date.now(),
    // deno-lint-ignore no-console
    log: (event) => console.log(JSON.stringify(event)),
  }),
};
