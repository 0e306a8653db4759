import { readConfigDocument } from "../../shared/config/config-document.ts";
import { fullConfig } from "../../shared/config/full-config.ts";
import { expectedVersion, versionTag } from "../../shared/config/if-match.ts";
import { publicConfig } from "../../shared/config/public-config.ts";
import { createApp, type Handler } from "../../shared/http/app.ts";
import { type Caller, createIdentify, requireAdmin } from "../../shared/http/auth.ts";
import { planOf } from "../../shared/config/plan-of.ts";
import { jsonResponse } from "../../shared/http/json-response.ts";
import { readRequestBody } from "../../shared/http/read-request-body.ts";
import { clientDigest } from "../../shared/http/client-digest.ts";
import { DEFAULT_PER_MINUTE } from "../../shared/http/limit-of.ts";
import { readQuery } from "../../shared/http/query.ts";
import { createRateLimit } from "../../shared/http/rate-limit.ts";
import { PROVIDERS } from "../../shared/providers/registry.ts";
import { Retraction } from "../../shared/schemas/retraction.ts";
import { configPatch } from "../../shared/schemas/settings.ts";
import { strictObject } from "../../shared/schemas/strict-object.ts";
import type { Dependencies } from "../../shared/serve.ts";
import { firstKey } from "../../shared/store/first-key.ts";
import { createStore } from "../../shared/store/store.ts";

/** Reading is cheap, changing is not. */
const READS_PER_WRITE = 10;
const NO_PARAMETERS = { schema: strictObject({}), allowed: [] };

/** GET config: what a client needs to know, all of it for an operator. PATCH config: changes, by version.
 * POST config/retractions: takes wrong prices out. */
export function createHandler({ environment, fetch, now, log }: Omit<Dependencies, "sleep">): Handler {
  const identify = createIdentify(environment);
  const key = firstKey(environment.secretKeys);
  const store = createStore({ supabaseUrl: environment.supabaseUrl, key, fetch, timeoutMs: 5000 });
  const patch = configPatch(PROVIDERS.map((provider) => provider.key));
  // The setting is known from the first answer of the database on.
  let perMinute = environment.settings.rate_limit_per_minute ?? DEFAULT_PER_MINUTE;
  const limitWrites = createRateLimit({ perMinute: () => perMinute, now });
  const limitReads = createRateLimit({ perMinute: () => perMinute * READS_PER_WRITE, now });

  function answer(request: Request, { json, isFull }: { json: unknown; isFull: boolean }): Response {
    const config = readConfigDocument(json);
    perMinute = config.settings.rate_limit_per_minute;
    const tag = versionTag(config.version);
    const headers = {
      "ETag": tag,
      // The full answer tells of calls and plans, which change without a version.
      "Cache-Control": isFull ? "no-store" : "no-cache",
      "Vary": "apikey, Authorization",
    };
    if (!isFull && request.headers.get("if-none-match") === tag) {
      return new Response(null, { status: 304, headers });
    }
    if (!isFull) return jsonResponse(publicConfig(config), { headers });
    const plan = planOf(config, { environment, now: now() });
    const facts = { providers: PROVIDERS, keys: environment.providerKey, plan };
    return jsonResponse(fullConfig(config, facts), { headers });
  }

  return createApp({
    slug: "config",
    log,
    limit: (request) => (request.method === "GET" ? limitReads : limitWrites)(request),
    routes: {
      "GET /": async ({ request, url }) => {
        const caller = await identify(request);
        readQuery(url, NO_PARAMETERS);
        const json = await store.call("read_config", { full: true });
        return answer(request, { json, isFull: seesAll(caller) });
      },
      "PATCH /": async ({ request, url }) => {
        const caller = await identify(request);
        const changedBy = requireAdmin(caller);
        readQuery(url, NO_PARAMETERS);
        const json = await store.call("update_config", {
          expected_version: expectedVersion(request.headers),
          patch: await readRequestBody(request, patch),
          changed_by: changedBy,
          client: clientDigest(request.headers, { caller, key }),
        });
        return answer(request, { json, isFull: true });
      },
      "POST /retractions": async ({ request, url }) => {
        requireAdmin(await identify(request));
        readQuery(url, NO_PARAMETERS);
        const retraction = await readRequestBody(request, Retraction);
        const json = await store.call("retract_prices", retraction);
        return jsonResponse(json, { headers: { "Cache-Control": "no-store" } });
      },
    },
  });
}

function seesAll(caller: Caller): boolean {
  return caller.kind === "secret" || (caller.kind === "user" && caller.isPriceAdmin);
}
