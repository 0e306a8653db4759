import { AppError } from "../../shared/errors.ts";
import { diagnose } from "../../shared/health/diagnose.ts";
import { type Evidence, operatorEvidence, publicEvidence } from "../../shared/health/evidence.ts";
import { healthBody } from "../../shared/health/health-body.ts";
import { HEALTH_RULES } from "../../shared/health/health-parameters.ts";
import { metricsOf } from "../../shared/health/metrics.ts";
import { PROMETHEUS_CONTENT_TYPE, prometheusText } from "../../shared/health/prometheus-text.ts";
import { createApp, type Handler } from "../../shared/http/app.ts";
import { createIdentify } from "../../shared/http/auth.ts";
import { jsonResponse } from "../../shared/http/json-response.ts";
import { limitOf } from "../../shared/http/limit-of.ts";
import { readQuery } from "../../shared/http/query.ts";
import { readCacheCounts } from "../../shared/read/cache-counts.ts";
import type { Dependencies } from "../../shared/serve.ts";
import { firstKey } from "../../shared/store/first-key.ts";
import { createStore } from "../../shared/store/store.ts";

export interface HealthDependencies extends Omit<Dependencies, "sleep"> {
  /** How long the database may take; a monitor must get its answer while the database hangs. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 3000;
const READS_PER_WRITE = 10;

/** GET health: what is wrong and what to do, for anyone; with the secret key everything that an operator needs. */
export function createHandler(dependencies: HealthDependencies): Handler {
  const { environment, fetch, now, log, timeoutMs = DEFAULT_TIMEOUT_MS } = dependencies;
  const { supabaseUrl } = environment;
  const identify = createIdentify(environment);
  const publicStore = createStore({
    supabaseUrl,
    key: firstKey(environment.publishableKeys),
    fetch,
    timeoutMs,
  });
  const secretStore = createStore({ supabaseUrl, key: firstKey(environment.secretKeys), fetch, timeoutMs });

  async function gather(isOperator: boolean): Promise<Evidence> {
    const startedAt = now();
    try {
      if (!isOperator) return publicEvidence(await publicStore.read("read_health", {}));
      const text = await secretStore.read("read_health", { full: "true" });
      return operatorEvidence(text, {
        environment,
        databaseLatencyMs: now() - startedAt,
        caches: readCacheCounts(),
      });
    } catch (error) {
      // A database that does not answer is what this function is there to tell.
      if (!(error instanceof AppError)) throw error;
      log({ level: "error", function: "health", code: error.code, message: error.message });
      return { kind: "none", error };
    }
  }

  return createApp({
    slug: "health",
    log,
    limit: limitOf(environment, { now, fetch, times: READS_PER_WRITE }),
    routes: {
      "GET /": async ({ request, url }) => {
        const caller = await identify(request);
        const { format } = readQuery(url, HEALTH_RULES);
        const evidence = await gather(caller.kind === "secret");
        const diagnosis = diagnose(evidence);
        if (format === "json") {
          return jsonResponse(healthBody(evidence, diagnosis), { status: diagnosis.httpStatus });
        }
        // Always 200: a scrape that fails would lose the very numbers that say why.
        return new Response(prometheusText(metricsOf(evidence, diagnosis)), {
          headers: { "Cache-Control": "no-store", "Content-Type": PROMETHEUS_CONTENT_TYPE },
        });
      },
    },
  });
}
