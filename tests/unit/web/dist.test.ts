import assert from "node:assert/strict";
import { dirname } from "node:path";
import { currentHash, readManifest } from "../../../tools/generate/build/freshness.ts";
import { bytesOf, PARTS } from "../../../tools/generate/build/parts.ts";

const ROOT = dirname(dirname(dirname(import.meta.dirname ?? ".")));

Deno.test("dist/ was built from the present sources (else: deno task generate build)", () => {
  assert.equal(readManifest(ROOT)?.sources, currentHash(ROOT));
});

for (const part of PARTS) {
  Deno.test(`${part.name} is at most ${part.limitBytes / 1000} kB gzipped`, () => {
    const manifest = readManifest(ROOT);
    assert.ok(manifest !== null);
    const bytes = bytesOf(part, manifest);
    assert.ok(bytes > 0 && bytes <= part.limitBytes, `${bytes} bytes`);
  });
}
