import assert from "node:assert/strict";
import { PROVIDERS } from "../../../../shared/providers/registry.ts";
import { type Cassette, cassetteFolders, cassettesOf } from "../../../support/data/cassettes.ts";
import {
  assertHonest,
  assertSound,
  body,
  operationOf,
  outcomeOf,
} from "../../../support/data/provider-contract.ts";

// Cases that show how wrong numbers are passed on for validation to reject by name.
const WRONG_ON_PURPOSE = /zero|crossed/;

for (const provider of PROVIDERS) {
  for (const [name, cassette] of cassettesOf(provider.key)) {
    const { parameters, request, response, expect } = cassette;
    const operation = operationOf(provider, cassette.operation);
    const received = body(response.json, response);
    const parse = () => outcomeOf(() => operation.parse(received, parameters));

    Deno.test(`${provider.key} request() builds the request of cassette ${name}`, () => {
      assert.ok(operation.parameters.safeParse(parameters).success);
      assert.deepEqual(operation.request(parameters), request);
    });

    Deno.test(`${provider.key} parse() reads cassette ${name} as expected`, () => {
      const outcome = parse();
      if (typeof outcome === "string") return assertFailure(outcome, expect);
      assertSound(provider, outcome);
      if (!WRONG_ON_PURPOSE.test(name)) assertHonest(outcome);
      if (expect !== undefined) {
        assert.ok(!("failure" in expect), `expected ${JSON.stringify(expect)}, got an answer`);
        const { quotes, fx, quota, references, refused } = outcome;
        assert.deepEqual(quotes, expect.quotes.map((quote) => ({ provider: provider.key, ...quote })));
        assert.deepEqual(Object.fromEntries(fx.map((rate) => [rate.currency, rate.usdValue])), expect.fx);
        assert.deepEqual(quota, expect.quota);
        const wanted = (expect.references ?? []).map((said) => ({ provider: provider.key, ...said }));
        assert.deepEqual(references, wanted);
        assert.deepEqual(refused, expect.refused ?? []);
        assert.deepEqual(provider.readQuotaHeaders?.(received.headers) ?? undefined, expect.quotaHeaders);
      }
    });

    Deno.test(`${provider.key} parse() of cassette ${name} gives the same when asked twice`, () => {
      const before = structuredClone(response.json);
      assert.deepEqual(parse(), parse());
      assert.deepEqual(response.json, before);
    });
  }

  Deno.test(`${provider.key} has a cassette of a good answer for every operation and one of a refusal`, () => {
    const cassettes = [...cassettesOf(provider.key).values()];
    for (const name of Object.keys(provider.operations)) {
      const good = cassettes.some((cassette) => cassette.operation === name && !isRefusal(cassette));
      assert.ok(good, `no cassette for ${name}`);
    }
    assert.ok(cassettes.some(isRefusal));
  });
}

Deno.test("cassettes exist for the registered providers and for no others", () => {
  assert.deepEqual([...cassetteFolders()].sort(), PROVIDERS.map((provider) => provider.key).sort());
});

function isRefusal({ expect, response }: Cassette): boolean {
  return expect === undefined ? response.status >= 300 : "failure" in expect;
}

function assertFailure(outcome: string, expect: Cassette["expect"]): void {
  assert.ok(expect !== undefined && "failure" in expect, `refused as ${outcome}`);
  assert.equal(outcome, expect.failure);
}
