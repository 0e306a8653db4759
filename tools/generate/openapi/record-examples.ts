import { startTestStack } from "../../../stack/testing/test-stack.ts";
import type { Example } from "./examples.ts";

interface Wanted {
  readonly id: string;
  readonly name: string;
  readonly request: string;
  readonly key?: "secret";
}

/** In this order: the first pull is what the reads after it show. */
const WANTED: readonly Wanted[] = [
  { id: "pullPrices", name: "firstPull", request: "POST /prices-pull", key: "secret" },
  { id: "pullPrices", name: "sameSlotAgain", request: "POST /prices-pull", key: "secret" },
  {
    id: "readPrices",
    name: "oneMetal",
    request: "GET /prices-read?metal=gold&currency=EUR&unit=g&window=1h",
  },
  { id: "readPrices", name: "twoMetals", request: "GET /prices-read?metal=XAU,XAG&window=1h" },
  { id: "readPrices", name: "severalDates", request: "GET /prices-read?metal=gold&at=2020-01-01,2026-11-23" },
  { id: "readPrices", name: "unknownMetal", request: "GET /prices-read?metal=goldd" },
  { id: "pullPrices", name: "noKey", request: "POST /prices-pull" },
  { id: "askProvider", name: "usage", request: "GET /provider-proxy/metals-dev/usage", key: "secret" },
  { id: "readConfig", name: "forAnyone", request: "GET /config" },
  { id: "readConfig", name: "forTheOperator", request: "GET /config", key: "secret" },
  { id: "readHealth", name: "forAnyone", request: "GET /health" },
  { id: "readHealth", name: "forTheOperator", request: "GET /health", key: "secret" },
];

/** Asks a stack of its own, on simulated prices, for an answer of every kind. */
export async function recordExamples(): Promise<readonly Example[]> {
  const stack = await startTestStack({ quietCron: true });
  try {
    const examples: Example[] = [];
    for (const { id, name, request, key } of WANTED) {
      const [method = "GET", path = "/"] = request.split(" ");
      const response = await fetch(`${stack.url}/functions/v1${path}`, {
        method,
        ...(key === undefined ? {} : { headers: { apikey: stack.keys.secretKey } }),
      });
      examples.push({ id, name, request, status: response.status, body: await response.json() });
    }
    return examples;
  } finally {
    await stack.stop();
  }
}
