import assert from "node:assert/strict";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import type { FinishedResponse } from "../../../../shared/read/finished-response.ts";
import { chooseEncoding, encodeResponse } from "../../../../shared/read/encode-response.ts";

function answerOf(text: string): FinishedResponse {
  return { bytes: new TextEncoder().encode(text), contentType: "text/plain", etag: 'W/"a"', freshUntil: 0 };
}
const LONG = answerOf("gold ".repeat(1000));

Deno.test("encodeResponse() gives the same text in each encoding, and compresses once", () => {
  const text = "gold ".repeat(1000);
  assert.equal(gunzipSync(encodeResponse(LONG, "gzip")).toString(), text);
  assert.equal(brotliDecompressSync(encodeResponse(LONG, "br")).toString(), text);
  assert.equal(encodeResponse(LONG, "br"), encodeResponse(LONG, "br"));
});

for (
  const [accepted, encoding] of [
    [null, null],
    ["", null],
    ["identity", null],
    ["gzip", "gzip"],
    ["gzip, deflate, br", "br"],
    ["br;q=0, gzip;q=0.5", "gzip"],
    ["GZIP;Q=0.000, br;q=0.0", null],
    ["*", null],
    ["embrace, gzipper", null],
  ] as const
) {
  Deno.test(`chooseEncoding() for Accept-Encoding ${JSON.stringify(accepted)} is ${encoding}`, () => {
    assert.equal(chooseEncoding(accepted, LONG), encoding);
  });
}

Deno.test("chooseEncoding() leaves short answers as they are", () => {
  assert.equal(chooseEncoding("br", answerOf("gold")), null);
});
