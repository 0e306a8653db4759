import assert from "node:assert/strict";
import { CallFailed, type CallRecord } from "../../../../shared/providers/calling/call-record.ts";
import type { Call, Engine } from "../../../../shared/providers/engine.ts";
import type { Provider } from "../../../../shared/providers/provider.ts";
import { providerByKey } from "../../../../shared/providers/registry.ts";
import { askProviders, type ProviderReading } from "../../../../shared/pull/ask-providers.ts";
import type { ProviderFailure } from "../../../../shared/errors.ts";

const NOW = Date.parse("2026-11-20T15:30:00Z");

function record(provider: Provider, outcome: CallRecord["outcome"]): CallRecord {
  return {
    provider: provider.key,
    operation: "latest",
    calledAt: "2026-11-20T15:29:59.000Z",
    outcome,
    httpStatus: 200,
    latencyMs: 5,
    cost: 1,
    quota: null,
    retryAfterSeconds: null,
    detail: null,
  };
}

/** An engine whose provider fails as told for a metal (or "*"), and prices every other at 4,000. */
function engineOf(failures: Readonly<Record<string, ProviderFailure>>): { engine: Engine; calls: Call[] } {
  const calls: Call[] = [];
  const engine: Engine = {
    call(provider, call): ReturnType<Engine["call"]> {
      calls.push(call);
      const metal = call.parameters["metal"] ?? "gold";
      const failure = failures[`${provider.key}/${metal}`] ?? failures[provider.key];
      if (failure !== undefined) {
        const attempts = [record(provider, failure), record(provider, failure)];
        return Promise.reject(new CallFailed("Cannot ask", { provider: provider.key, failure, attempts }));
      }
      const quote = {
        provider: provider.key,
        metal: "gold",
        price: 4000,
        bid: null,
        ask: null,
        quotedAt: null,
      } as const;
      const { base } = call.parameters;
      const reference = { provider: provider.key, metal: "gold", price: 3990, date: "2026-11-20" } as const;
      const odd = { what: base ?? metal, reason: "not a number" };
      const answer = {
        quotes: provider.kind === "spot" ? [quote] : [],
        fx: [],
        quota: null,
        references: base === "XAU" ? [reference] : [],
        refused: [odd],
      };
      return Promise.resolve({ reading: answer, json: {}, attempts: [record(provider, "ok")] });
    },
  };
  return { engine, calls };
}

function ask(
  keys: readonly string[],
  { engine, pause = () => Promise.resolve() }: { engine: Engine; pause?: () => Promise<void> },
): Promise<ProviderReading[]> {
  const askings = keys.map((key) => ({
    provider: providerByKey(key) ?? assert.fail(`no provider ${key}`),
    reason: "forced" as const,
    mayRetry: false,
  }));
  return askProviders(askings, { engine, now: () => NOW, pause });
}

Deno.test("askProviders() makes every call of a provider's pull, a pause between two, and stamps our time", async () => {
  const { engine, calls } = engineOf({});
  let pauses = 0;
  const [answer] = await ask(["gold-api"], { engine, pause: () => Promise.resolve(void pauses++) });
  assert.deepEqual([calls.length, pauses], [4, 3]);
  assert.ok(calls.every(({ mayRetry }) => mayRetry === false));
  assert.equal(answer?.failure, null);
  assert.equal(answer?.attempts.length, 4);
  assert.ok(answer?.quotes.every(({ fetchedAt }) => fetchedAt === "2026-11-20T15:30:00.000Z"));
});

Deno.test("askProviders() turns one provider's failure into a row with every request, and the others go on", async () => {
  const { engine } = engineOf({ "metals-dev": "timeout" });
  const [failed, good] = await ask(["metals-dev", "metals-api"], { engine });
  assert.equal(failed?.failure?.kind, "timeout");
  assert.deepEqual([failed?.quotes.length, failed?.attempts.length, failed?.ended.length], [0, 2, 1]);
  assert.deepEqual([good?.failure, good?.quotes.length], [null, 1]);
});

Deno.test("askProviders() saves the calls after a refusal but keeps what was said before it", async () => {
  const { engine, calls } = engineOf({ "gold-api/silver": "rate_limited" });
  const [answer] = await ask(["gold-api"], { engine });
  assert.equal(calls.length, 2);
  assert.deepEqual([answer?.failure?.kind, answer?.quotes.length], ["rate_limited", 1]);
});

Deno.test("askProviders() goes on past a metal for which there is no data", async () => {
  const { engine, calls } = engineOf({ "gold-api/silver": "no_data" });
  const [answer] = await ask(["gold-api"], { engine });
  assert.deepEqual([calls.length, answer?.quotes.length, answer?.failure?.kind], [4, 3, "no_data"]);
});

Deno.test("askProviders() passes on daily references, beside the quotes, and every refused entry", async () => {
  const { engine, calls } = engineOf({});
  const [answer, priced] = await ask(["frankfurter", "gold-api"], { engine });
  assert.deepEqual(calls.slice(0, 1).map(({ parameters }) => parameters), [{}]);
  assert.deepEqual(answer?.quotes, []);
  assert.deepEqual(answer?.references.map(({ metal, price, date }) => [metal, price, date]), [
    ["gold", 3990, "2026-11-20"],
  ]);
  assert.deepEqual(answer?.refused.map(({ what }) => what), ["gold", "XAU"]);
  assert.deepEqual(priced?.references, []);
  assert.deepEqual(priced?.refused.map(({ what }) => what), ["gold", "silver", "platinum", "palladium"]);
});

Deno.test("askProviders() hides no bug behind a provider", async () => {
  const engine: Engine = { call: () => Promise.reject(new TypeError("a bug of ours")) };
  await assert.rejects(ask(["metals-dev"], { engine }), TypeError);
});
