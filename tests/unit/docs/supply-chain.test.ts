import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";

const ROOT = resolve(import.meta.dirname ?? ".", "../../..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

const Lock = z.object({
  specifiers: z.record(z.string(), z.string()),
  npm: z.record(z.string(), z.object({ integrity: z.string() })),
  remote: z.record(z.string(), z.string()).optional(),
  jsr: z.record(z.string(), z.unknown()).optional(),
});
const Config = z.object({ imports: z.record(z.string(), z.string()) });

Deno.test("deno.lock holds nothing but npm packages, each with its digest", () => {
  const { npm, remote, jsr } = Lock.parse(JSON.parse(read("deno.lock")));
  for (const [name, { integrity }] of Object.entries(npm)) {
    assert.match(integrity, /^sha512-[\w+/]{86}==$/, name);
  }
  assert.deepEqual([remote ?? {}, jsr ?? {}], [{}, {}]);
});

Deno.test("every dependency of deno.json is one exact version, which deno.lock knows", () => {
  const { specifiers } = Lock.parse(JSON.parse(read("deno.lock")));
  const { imports } = Config.parse(JSON.parse(read("deno.json")));
  for (const [name, specifier] of Object.entries(imports)) {
    assert.match(specifier, /^npm:(?:@[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+$/, name);
    assert.ok(specifier in specifiers, `${specifier} is not in deno.lock`);
  }
});

Deno.test("functions read their environment by name and nothing else of the machine: no file, no .env, no command", () => {
  const files = ["functions", "shared"].flatMap((folder) => sources(join(ROOT, folder)));
  assert.ok(files.length > 100);
  for (const path of files) {
    const text = readFileSync(path, "utf8");
    assert.doesNotMatch(
      text,
      /\bDeno\.(?:read|open|Command|env\.toObject|env\.set|dlopen|run)|node:(?:fs|child_process)|dotenv|["'`/]\.env\b/,
      path,
    );
    if (!path.endsWith("/index.ts")) assert.doesNotMatch(text, /\bDeno\.env\b|process\.env/, path);
  }
});

Deno.test("a secret is a Secret: functions and shared/ reveal one only where it is sent, compared or digested", () => {
  const where = ["functions", "shared"].flatMap((folder) => sources(join(ROOT, folder)))
    .filter((path) => /\.reveal\(\)/.test(readFileSync(path, "utf8")))
    .map((path) => path.slice(ROOT.length + 1)).sort();
  assert.deepEqual(where, [
    "shared/budget/ledger-budgets.ts",
    "shared/http/auth.ts",
    "shared/http/client-digest.ts",
    "shared/providers/calling/attempt.ts",
    "shared/providers/calling/build-url.ts",
    "shared/providers/calling/redact.ts",
    "shared/read/memory-route.ts",
    "shared/store/store.ts",
  ]);
});

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return entry.name.endsWith(".ts") ? [path] : [];
  });
}
