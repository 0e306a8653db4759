import { BACKEND_CASES } from "../../support/client/backend-cases.ts";
import { HOSTILE_CASES } from "../../support/client/hostile-cases.ts";
import { MODE_CASES } from "../../support/client/mode-cases.ts";
import { POLLING_CASES } from "../../support/client/polling-cases.ts";
import { RATE_CASES } from "../../support/client/rate-cases.ts";

// The same cases run in Chromium: tests/browser/client.test.ts.
for (
  const { name, run } of [...BACKEND_CASES, ...MODE_CASES, ...POLLING_CASES, ...RATE_CASES, ...HOSTILE_CASES]
) {
  Deno.test(name, run);
}
