import type { Environment } from "../environment.ts";
import { labelOf } from "../schemas/origin.ts";
import type { Kept } from "../timed-cache.ts";
import type { ProxiedBody } from "./ask-provider.ts";
import type { ProxyQuestion } from "./proxy-question.ts";

export interface ProxyResponseFacts {
  readonly question: ProxyQuestion;
  readonly origin: Environment["origin"];
  readonly ttlMs: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The provider's body with where it comes from, what is left of the quota, and how old it is. */
export function proxyResponse(
  { value, loadedAt, wasKept }: Kept<ProxiedBody>,
  { question, origin, ttlMs, now }: ProxyResponseFacts,
): Response {
  const { key } = question.provider;
  const headers = new Headers({
    "Content-Type": "application/json; charset=utf-8",
    // Paid for by this project: nobody but the one who asked may keep it.
    "Cache-Control": `private, max-age=${Math.floor(ttlMs / 1000)}`,
    "Age": String(Math.max(0, Math.floor((now - loadedAt) / 1000))),
    "Vary": "apikey, Authorization",
    "X-Cache": wasKept ? "hit" : "miss",
    "X-Provider": labelOf(key, origin),
  });
  if (value.quotaRemaining !== null) headers.set("X-Quota-Remaining", String(value.quotaRemaining));
  return new Response(value.text, { headers });
}
