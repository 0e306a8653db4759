import * as fc from "fast-check";
import { readJson } from "../../shared/providers/calling/read-json.ts";
import { Unusable } from "../../shared/providers/calling/unusable.ts";
import type { Provider, ProviderOperation } from "../../shared/providers/provider.ts";
import { PROVIDERS } from "../../shared/providers/registry.ts";
import { type Cassette, cassettesOf } from "../support/data/cassettes.ts";
import { assertSound, body, operationOf, outcomeOf } from "../support/data/provider-contract.ts";
import { damaged, mutatedJson } from "./nasty.ts";
import type { Target } from "./target.ts";

interface Case {
  readonly provider: Provider;
  readonly cassette: Cassette;
  readonly operation: ProviderOperation;
}

interface Said {
  readonly one: Case;
  readonly status: number;
  readonly text: string;
}

/** Every body of every cassette, changed in its structure or in its text, through the adapter that reads it. */
export function parserTarget(): Target<Said> {
  const cases = PROVIDERS.flatMap((provider): Case[] =>
    [...cassettesOf(provider.key).values()].map((cassette) => ({
      provider,
      cassette,
      operation: operationOf(provider, cassette.operation),
    }))
  );
  // Most cassettes are refusals; what is read into prices has more to break.
  const good = cases.filter(({ cassette }) => cassette.expect === undefined || "quotes" in cassette.expect);
  const inputs = fc.oneof(fc.constantFrom(...good), fc.constantFrom(...cases)).chain((one) => {
    const { status, json } = one.cassette.response;
    return fc.record({
      one: fc.constant(one),
      status: fc.oneof(
        { weight: 4, arbitrary: fc.constant(status) },
        fc.constantFrom(200, 204, 301, 401, 429, 500, 599),
      ),
      text: fc.oneof(
        { weight: 3, arbitrary: mutatedJson(json).map((value) => JSON.stringify(value) ?? "") },
        { weight: 1, arbitrary: damaged(JSON.stringify(json) ?? "") },
      ),
    });
  });
  return {
    name: "providers' parsers",
    inputs,
    check({ one: { provider, operation, cassette }, status, text }): Promise<string> {
      let json: unknown;
      try {
        json = readJson({ status, headers: new Headers(), text }, (said) => said);
      } catch (error) {
        if (error instanceof Unusable) return Promise.resolve("refused unread");
        throw error;
      }
      const outcome = outcomeOf(() => operation.parse(body(json, { status }), cassette.parameters));
      if (typeof outcome === "string") return Promise.resolve("refused");
      assertSound(provider, outcome);
      return Promise.resolve("read");
    },
  };
}
