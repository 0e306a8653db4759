import assert from "node:assert/strict";
import { ProviderError } from "../../../shared/errors.ts";
import type {
  OperationName,
  Provider,
  ProviderOperation,
  Reading,
  UpstreamBody,
} from "../../../shared/providers/provider.ts";
import type { Metal } from "../../../shared/schemas/metal.ts";

/** Wide enough for every price since 1968 and for those of the decades to come; too narrow for a reciprocal. */
const BANDS: Readonly<Record<Metal, readonly [number, number]>> = {
  gold: [30, 50_000],
  silver: [1, 2_000],
  platinum: [100, 20_000],
  palladium: [50, 20_000],
};

export function operationOf(provider: Provider, name: OperationName): ProviderOperation {
  const operation = provider.operations[name];
  assert.ok(operation, `${provider.key} has no operation "${name}"`);
  return operation;
}

/** Either an answer or the word for why there is none; any other throw is a bug and fails the test. */
export function outcomeOf(parse: () => Reading): Reading | string {
  try {
    return parse();
  } catch (error) {
    if (error instanceof ProviderError) return error.failure;
    throw error;
  }
}

export function body(
  json: unknown,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): UpstreamBody {
  return { status, headers: new Headers(headers), json };
}

/** What holds for every answer, right or wrong in its numbers: nothing in it can break arithmetic or storage. */
export function assertSound(provider: Provider, { quotes, fx, quota, references, refused }: Reading): void {
  for (const quote of quotes) {
    assert.equal(quote.provider, provider.key);
    for (const number of [quote.price, quote.bid, quote.ask]) {
      assert.ok(
        number === null || (Number.isFinite(number) && Math.abs(number) <= 1e9),
        `not finite: ${number}`,
      );
    }
    assert.ok(!Object.is(quote.price, -0));
    if (quote.quotedAt !== null) assertInstant(quote.quotedAt);
  }
  for (const rate of fx) {
    assert.equal(rate.provider, provider.key);
    assert.match(rate.currency, /^[A-Z]{3}$/);
    assert.ok(!["USD", "XAU", "XAG", "XPT", "XPD"].includes(rate.currency));
    assert.ok(Number.isFinite(rate.usdValue) && rate.usdValue > 0, `not a rate: ${rate.usdValue}`);
    assertInstant(rate.quotedAt);
  }
  for (const { provider: key, price, date } of references) {
    assert.equal(key, provider.key);
    assert.ok(provider.givesReference, "references of a provider that gives none");
    assert.ok(price > 0 && price <= 1e9, `not a price: ${price}`);
    assert.match(date, /^\d{4}-\d\d-\d\d$/);
  }
  for (const { what, reason } of refused) {
    assert.match(what, /^[\w .:-]{1,40}$/);
    assert.match(reason, /^[a-z][\w ,]{3,60}$/);
  }
  assert.ok(refused.length <= 50);
  for (const count of Object.values(quota ?? {})) {
    assert.ok(count === null || (Number.isInteger(count) && count >= 0));
  }
}

/** What holds for an honest answer: prices are positive and the right way up. */
export function assertHonest(answer: Reading): void {
  for (const { metal, price } of [...answer.quotes, ...answer.references]) {
    const [least, most] = BANDS[metal];
    assert.ok(price >= least && price <= most, `${metal} at ${price} is outside ${least}–${most}`);
  }
}

function assertInstant(text: string): void {
  assert.match(text, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.equal(new Date(text).toISOString(), text);
}
