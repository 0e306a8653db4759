import { createIdentify } from "../../shared/http/auth.ts";
import { createApp, type Handler } from "../../shared/http/app.ts";
import { limitOf } from "../../shared/http/limit-of.ts";
import { readQuery } from "../../shared/http/query.ts";
import { type FinishedResponse, finishPrices, markStale } from "../../shared/read/finished-response.ts";
import { finishPricesAt } from "../../shared/read/finish-prices-at.ts";
import { createResponseCache } from "../../shared/read/response-cache.ts";
import { sendFinished } from "../../shared/read/send-finished.ts";
import { publishCacheCounts } from "../../shared/read/cache-counts.ts";
import { createMemoryRoute } from "../../shared/read/memory-route.ts";
import { canonical, isAtList, READ_RULES, type ReadParameters } from "../../shared/read/read-parameters.ts";
import { createStore } from "../../shared/store/store.ts";
import type { Dependencies } from "../../shared/serve.ts";
import { firstKey } from "../../shared/store/first-key.ts";

/** Most reads are answered from memory. */
const READS_PER_WRITE = 20;
const LONGEST_ADDRESS = 6000;

/** GET prices-read: the price, its state and a series, for anyone. */
export function createHandler({ environment, fetch, now, log }: Omit<Dependencies, "sleep">): Handler {
  const identify = createIdentify(environment);
  const store = createStore({
    supabaseUrl: environment.supabaseUrl,
    key: firstKey(environment.publishableKeys),
    fetch,
    timeoutMs: 5000,
  });
  const cache = createResponseCache({
    now,
    markStale: (answer) =>
      markStale(answer, { reason: "The database cannot be reached; this is the last answer", now: now() }),
  });

  publishCacheCounts("prices-read", cache.counts);
  const memory = createMemoryRoute({ cache, environment, now });

  async function load({ format, ...question }: ReadParameters): Promise<FinishedResponse> {
    if (!isAtList(question)) return finishPrices(await store.read("read_prices", words(question)), format);
    const { at = "", metal, currency, unit, match } = question;
    const asked = words({ at, metal, currency, unit, match });
    // Hundreds of times make an address that proxies on the way may refuse.
    if (at.length > LONGEST_ADDRESS) {
      return finishPricesAt(JSON.stringify(await store.call("read_prices_at", asked)), format);
    }
    return finishPricesAt(await store.read("read_prices_at", asked), format);
  }

  return createApp({
    slug: "prices-read",
    log,
    limit: limitOf(environment, { now, fetch, times: READS_PER_WRITE }),
    fast: memory.fast,
    routes: {
      "GET /": async ({ request, url }) => {
        // No key is fine, a wrong one is not: the caller should learn of the typo.
        await identify(request);
        const parameters = canonical(readQuery(url, READ_RULES));
        const key = JSON.stringify(parameters);
        const found = await cache.get(key, () => load(parameters));
        memory.remember(request, key);
        return sendFinished(request, { ...found, now: now() });
      },
    },
  });
}

function words(question: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(question).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
