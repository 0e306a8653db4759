import { type ConfigDocument, readConfigDocument } from "../../shared/config/config-document.ts";
import { createApp, type Handler } from "../../shared/http/app.ts";
import { createIdentify } from "../../shared/http/auth.ts";
import { AppError } from "../../shared/errors.ts";
import { clientDigest } from "../../shared/http/client-digest.ts";
import { DEFAULT_PER_MINUTE } from "../../shared/http/limit-of.ts";
import { createRateLimit } from "../../shared/http/rate-limit.ts";
import { engineFor } from "../../shared/engine-for.ts";
import { requireProxyAccess } from "../../shared/proxy/access.ts";
import { askProvider, type ProxiedBody } from "../../shared/proxy/ask-provider.ts";
import { keepBodyMs, keepErrorMs } from "../../shared/proxy/keep-for.ts";
import { proxyResponse } from "../../shared/proxy/proxy-response.ts";
import { type ProxyQuestion, readProxyQuestion } from "../../shared/proxy/proxy-question.ts";
import type { Dependencies } from "../../shared/serve.ts";
import { firstKey } from "../../shared/store/first-key.ts";
import { createStore } from "../../shared/store/store.ts";
import { createTimedCache, type Kept } from "../../shared/timed-cache.ts";

const SETTINGS_MS = 60_000;
// An answer has at most a megabyte; an isolate has 256.
const MAX_ANSWERS = 32;

/** GET provider-proxy/<provider>/<operation>: a provider's own answer, its key and its budget kept here. */
export function createHandler({ environment, fetch, now, sleep, log }: Dependencies): Handler {
  const { supabaseUrl, providerKey: keys, origin } = environment;
  const identify = createIdentify(environment);
  const key = firstKey(environment.secretKeys);
  const store = createStore({ supabaseUrl, key, fetch, timeoutMs: 5000 });
  const engine = engineFor(environment, { fetch, now, sleep });
  const settings = createTimedCache<ConfigDocument["settings"]>({ now, maxEntries: 1 });
  const answers = createTimedCache<ProxiedBody>({ now, maxEntries: MAX_ANSWERS, keepErrorMs });
  let perMinute = environment.settings.rate_limit_per_minute ?? DEFAULT_PER_MINUTE;

  async function loadSettings(): Promise<ConfigDocument["settings"]> {
    const { settings } = readConfigDocument(await store.call("read_config", { full: true }));
    perMinute = settings.rate_limit_per_minute;
    return settings;
  }

  async function ask(
    question: ProxyQuestion,
    { ttlMs, client }: { ttlMs: number; client: string },
  ): Promise<Kept<ProxiedBody>> {
    let isOwn = false;
    const load = (): Promise<ProxiedBody> => {
      isOwn = true;
      return askProvider(question, { store, engine, keys, log, client });
    };
    try {
      return await answers.get(question.key, { ttlMs, load });
    } catch (error) {
      // Whoever waited for the call of a client that is over its limit makes the call themselves.
      const isOthers = !isOwn && error instanceof AppError && error.code === "LIMIT_REQUESTS";
      if (!isOthers) throw error;
      return await answers.get(question.key, { ttlMs, load });
    }
  }

  return createApp({
    slug: "provider-proxy",
    log,
    limit: createRateLimit({ perMinute: () => perMinute, now }),
    routes: {
      "GET /:provider/:operation": async ({ request, url, path }) => {
        const caller = await identify(request);
        const { value } = await settings.get("settings", { ttlMs: SETTINGS_MS, load: loadSettings });
        requireProxyAccess(caller, value.proxy_access);
        const { provider = "", operation = "" } = path;
        const question = readProxyQuestion({ provider, operation, url });
        const ttlMs = keepBodyMs(question);
        const client = clientDigest(request.headers, { caller, key });
        const kept = await ask(question, { ttlMs, client });
        return proxyResponse(kept, { question, origin, ttlMs, now: now() });
      },
    },
  });
}
