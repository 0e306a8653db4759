import assert from "node:assert/strict";
import fc from "fast-check";
import { AppError } from "../../../../shared/errors.ts";
import { buildUrl } from "../../../../shared/providers/calling/build-url.ts";
import { type ProxyQuestion, readProxyQuestion } from "../../../../shared/proxy/proxy-question.ts";

function ask(path: string): ProxyQuestion {
  const url = new URL(`http://h/provider-proxy/${path}`);
  const [provider = "", operation = ""] = path.split("?")[0]?.split("/") ?? [];
  return readProxyQuestion({
    provider: decodeURIComponent(provider),
    operation: decodeURIComponent(operation),
    url,
  });
}

function refusal(path: string): AppError {
  try {
    ask(path);
  } catch (error) {
    assert.ok(error instanceof AppError, String(error));
    return error;
  }
  throw new Error(`${path} was not refused`);
}

Deno.test("readProxyQuestion() names the providers and operations that there are", () => {
  const provider = refusal("kitco/latest");
  assert.deepEqual([provider.code, provider.status], ["INPUT_NOT_FOUND", 404]);
  assert.match(provider.hint ?? "", /^Providers: metals-dev, metals-api/);
  const operation = refusal("metals-dev/orders");
  assert.equal(operation.code, "INPUT_NOT_FOUND");
  assert.equal(operation.hint, "Operations: latest, spot, timeseries, currencies, usage");
});

Deno.test("readProxyQuestion() does not take names of JavaScript for providers or operations", () => {
  for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
    assert.equal(refusal(`${name}/latest`).code, "INPUT_NOT_FOUND");
    assert.equal(refusal(`metals-dev/${name}`).code, "INPUT_NOT_FOUND");
  }
});

Deno.test("readProxyQuestion() refuses parameters that the operation does not declare", () => {
  const unknown = refusal("metals-dev/latest?currency=EUR");
  assert.equal(unknown.code, "INPUT_UNKNOWN_PARAMETER");
  assert.equal(refusal("metals-dev/latest?api_key=x").code, "INPUT_UNKNOWN_PARAMETER");
  assert.equal(refusal("metals-dev/spot").code, "INPUT_BAD_VALUE");
  assert.equal(refusal("metals-dev/spot?metal=copper").code, "INPUT_BAD_VALUE");
  assert.equal(refusal("metals-dev/spot?metal=gold&metal=silver").code, "INPUT_BAD_VALUE");
});

Deno.test("readProxyQuestion() refuses a range of dates that ends before it begins", () => {
  const error = refusal("metals-dev/timeseries?start_date=2026-01-31&end_date=2026-01-01");
  assert.equal(error.code, "INPUT_BAD_VALUE");
  assert.equal(error.hint, "end_date may not be before start_date");
});

Deno.test("readProxyQuestion() gives one key to one question, whatever the order of its parameters", () => {
  const one = ask("metals-dev/timeseries?start_date=2026-01-01&end_date=2026-01-31");
  const two = ask("metals-dev/timeseries?end_date=2026-01-31&start_date=2026-01-01");
  assert.equal(one.key, two.key);
  assert.notEqual(one.key, ask("frankfurter/timeseries?start_date=2026-01-01&end_date=2026-01-31").key);
});

Deno.test("readProxyQuestion() lets nothing of a request decide the host that is asked", () => {
  const nasty = fc.constantFrom(
    "..",
    "/",
    "%2f",
    "@evil.example",
    "\\",
    "?",
    "#",
    "\r\nHost: x",
    "//evil.example",
    "．．",
  );
  const values = fc.oneof(
    fc.string(),
    fc.array(nasty, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("")),
  );
  const asked = fc.record({
    provider: fc.oneof(fc.constant("metals-dev"), fc.constant("frankfurter"), values),
    operation: fc.oneof(fc.constant("timeseries"), fc.constant("historical"), values),
    name: fc.constantFrom("start_date", "end_date", "date", "metal", "symbol", "url"),
    value: fc.oneof(fc.constant("2026-01-31"), values),
  });
  fc.assert(fc.property(asked, ({ provider, operation, name, value }) => {
    const url = new URL("http://h/");
    url.searchParams.set("start_date", "2026-01-01");
    url.searchParams.set("end_date", "2026-01-31");
    url.searchParams.set(name, value);
    let question: ProxyQuestion;
    try {
      question = readProxyQuestion({ provider, operation, url });
    } catch (error) {
      assert.ok(error instanceof AppError && error.status < 500, String(error));
      return;
    }
    const request = question.operation.request(question.parameters);
    const built = buildUrl(question.provider, { request, key: null });
    assert.equal(built.origin, new URL(question.provider.baseUrl).origin);
  }));
});
