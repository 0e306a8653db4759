import assert from "node:assert/strict";
import { dirname } from "node:path";
import { currentHash, readManifest } from "../../../tools/build/freshness.ts";

const ROOT = dirname(dirname(dirname(import.meta.dirname ?? ".")));
const CLIENT_LIMIT = 10_000;
const DASHBOARD_LIMIT = 150_000;

function gzippedBytes(belongs: (file: string) => boolean): number {
  const sizes = readManifest(ROOT)?.gzippedBytes ?? {};
  return Object.entries(sizes).reduce((sum, [file, bytes]) => belongs(file) ? sum + bytes : sum, 0);
}

Deno.test("dist/ was built from the present sources (else: deno task build)", () => {
  assert.equal(readManifest(ROOT)?.sources, currentHash(ROOT));
});

Deno.test("the client is at most 10 kB gzipped, the adapters that load on need not counted", () => {
  const bytes = gzippedBytes((file) =>
    file.startsWith("client/") && file.endsWith(".js") && !file.includes("direct-source")
  );
  assert.ok(bytes > 0 && bytes <= CLIENT_LIMIT, `${bytes} bytes`);
});

Deno.test("serverless-api.js is at most 10 kB gzipped", () => {
  const bytes = gzippedBytes((file) => file === "serverless-api.js");
  assert.ok(bytes > 0 && bytes <= CLIENT_LIMIT, `${bytes} bytes`);
});

Deno.test("the dashboard is at most 150 kB gzipped in all", () => {
  const bytes = gzippedBytes((file) => file.startsWith("dashboard/"));
  assert.ok(bytes > 0 && bytes <= DASHBOARD_LIMIT, `${bytes} bytes`);
});
