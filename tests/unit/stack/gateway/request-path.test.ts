import assert from "node:assert/strict";
import fc from "fast-check";
import { requestPath } from "../../../../stack/gateway/request-path.ts";

Deno.test("requestPath() reads every URL as the URL parser does", () => {
  const piece = fc.constantFrom(
    "a",
    "/",
    "//",
    ".",
    "..",
    "%2e",
    "%2E%2e",
    "%2f",
    "\\",
    "?",
    "#",
    "&x=1",
    ".json",
    "ä",
    " ",
  );
  fc.assert(fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
    // As Deno hands it over: serialised once by the HTTP layer.
    const { url } = new Request(`http://127.0.0.1:54321/${pieces.join("")}`);
    const { pathname, search } = new URL(url);
    assert.deepEqual(requestPath(url), { path: pathname, search });
  }));
});

Deno.test("requestPath() resolves dot segments that a client sends raw", () => {
  const raw = "http://127.0.0.1:54321/functions/v1/open/../../../etc/%2e%2e/passwd?x";
  assert.deepEqual(requestPath(raw), { path: "/passwd", search: "?x" });
});
