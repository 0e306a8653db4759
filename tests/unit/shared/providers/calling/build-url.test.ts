import assert from "node:assert/strict";
import fc from "fast-check";
import { ProviderError } from "../../../../../shared/errors.ts";
import { buildUrl, routeTo } from "../../../../../shared/providers/calling/build-url.ts";
import { metalsApi } from "../../../../../shared/providers/metals-api.ts";
import { metalsDev } from "../../../../../shared/providers/metals-dev.ts";
import { Secret } from "../../../../../shared/secret.ts";

for (
  const path of [
    "/../usage",
    "@elsewhere.example/",
    "/latest?base=EUR",
    "/latest#x",
    "/%2e%2e/x",
    "/a\\b",
    ".elsewhere.example/x",
    ":8443/latest",
  ]
) {
  Deno.test(`buildUrl() refuses the path ${path}`, () => {
    const request = { path, query: {} };
    assert.throws(() => buildUrl(metalsApi, { request, key: null }), ProviderError);
  });
}

Deno.test("buildUrl() stays on the provider's own host for any path and query", () => {
  fc.assert(fc.property(fc.string(), fc.dictionary(fc.string(), fc.string()), (tail, query) => {
    let url: URL;
    try {
      url = buildUrl(metalsDev, { request: { path: `/${tail}`, query }, key: new Secret("k") });
    } catch (error) {
      return assert.ok(error instanceof ProviderError);
    }
    assert.equal(url.origin, "https://api.metals.dev");
    assert.equal(url.searchParams.get("api_key"), "k");
  }));
});

Deno.test("routeTo() keeps host, path and query behind the base", () => {
  const routed = routeTo("http://127.0.0.1:4000")(
    new URL("https://metals-api.com/api/latest?base=USD&symbols=XAU"),
  );
  assert.equal(routed.href, "http://127.0.0.1:4000/metals-api.com/api/latest?base=USD&symbols=XAU");
});
