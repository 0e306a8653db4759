import assert from "node:assert/strict";
import { dirname } from "node:path";
import { currentHash, readBuildManifest } from "../../../tools/generate/build/freshness.ts";
import { BUNDLES, bytesOf } from "../../../tools/generate/build/bundles.ts";

const ROOT = dirname(dirname(dirname(import.meta.dirname ?? ".")));

Deno.test("dist/ was built from the present sources (else: deno task generate build)", () => {
  assert.equal(readBuildManifest(ROOT)?.sources, currentHash(ROOT));
});

for (const part of BUNDLES) {
  Deno.test(`${part.name} is at most ${part.limitBytes / 1000} kB gzipped`, () => {
    const manifest = readBuildManifest(ROOT);
    assert.ok(manifest !== null);
    const bytes = bytesOf(part, manifest);
    assert.ok(bytes > 0 && bytes <= part.limitBytes, `${bytes} bytes`);
  });
}
