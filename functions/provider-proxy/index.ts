import { serve } from "../../shared/serve.ts";
import { createHandler } from "./handler.ts";

export default serve(createHandler, {
  variable: (name) => Deno.env.get(name),
  fetch: (request) => fetch(request),
  now: () => Date.now(),
  // deno-lint-ignore no-console
  print: (line) => console.log(line),
});
