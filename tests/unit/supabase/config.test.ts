import assert from "node:assert/strict";
import { join, relative } from "node:path";
import { parse } from "smol-toml";
import { z } from "zod";
import { parseProjectConfig } from "../../../stack/config/project-config.ts";

const ROOT = join(import.meta.dirname ?? ".", "..", "..", "..");
const PATH = join(ROOT, "supabase", "config.toml");
const text = Deno.readTextFileSync(PATH);
const Sections = z.object({
  functions: z.record(
    z.string(),
    z.object({ entrypoint: z.string(), import_map: z.string(), verify_jwt: z.boolean() }),
  ),
});

Deno.test("config.toml declares every folder of functions/, and no other", () => {
  const folders = [...Deno.readDirSync(join(ROOT, "functions"))]
    .filter((entry) => entry.isDirectory && hasIndex(entry.name))
    .map((entry) => entry.name);
  const declared = Object.keys(Sections.parse(parse(text)).functions);
  assert.deepEqual(declared.toSorted(), folders.toSorted());
});

Deno.test("config.toml points each function to its index.ts and the one import map, and leaves keys to the code", () => {
  for (const [name, section] of Object.entries(Sections.parse(parse(text)).functions)) {
    assert.equal(section.entrypoint, `../functions/${name}/index.ts`);
    assert.equal(section.import_map, "../functions/imports.json");
    assert.equal(section.verify_jwt, false);
  }
});

Deno.test("parseProjectConfig() resolves entrypoints from the folder of the file", () => {
  const { functions, api } = parseProjectConfig(text, { path: PATH });
  const [first] = functions;
  assert.equal(relative(ROOT, first?.entrypoint ?? ""), join("functions", first?.name ?? "", "index.ts"));
  assert.deepEqual(api.schemas, ["public"]);
});

Deno.test("parseProjectConfig() verifies tokens unless told otherwise and leaves out what is disabled", () => {
  const config = parseProjectConfig("[functions.a]\n[functions.b]\nenabled = false\n", {
    path: "/p/supabase/config.toml",
  });
  assert.deepEqual(config.functions, [
    { name: "a", entrypoint: "/p/supabase/functions/a/index.ts", verifyJwt: true },
  ]);
});

Deno.test("parseProjectConfig() names the file that it cannot read", () => {
  for (const broken of ["[functions", "[functions.a]\nverify_jwt = 'no'\n"]) {
    assert.throws(
      () => parseProjectConfig(broken, { path: "/p/config.toml" }),
      /Cannot read \/p\/config\.toml/,
    );
  }
});

function hasIndex(name: string): boolean {
  return [...Deno.readDirSync(join(ROOT, "functions", name))].some((entry) => entry.name === "index.ts");
}

Deno.test("functions/imports.json names what functions import, in the versions of deno.json, and nothing else", () => {
  const { imports } = z.object({ imports: z.record(z.string(), z.string()) }).parse(
    JSON.parse(Deno.readTextFileSync(join(ROOT, "functions", "imports.json"))),
  );
  const all = z.object({ imports: z.record(z.string(), z.string()) }).parse(
    JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json"))),
  ).imports;
  assert.deepEqual(imports, Object.fromEntries(Object.keys(imports).map((name) => [name, all[name]])));
  assert.deepEqual(Object.keys(imports).sort(), [...importedPackages()].sort());
});

/** Packages that the files of functions/ and shared/ import. */
function importedPackages(): ReadonlySet<string> {
  const found = new Set<string>();
  function search(folder: string): void {
    for (const { name, isDirectory } of Deno.readDirSync(folder)) {
      if (isDirectory) search(join(folder, name));
      else if (name.endsWith(".ts")) {
        const text = Deno.readTextFileSync(join(folder, name));
        for (const [, specifier = ""] of text.matchAll(/from "([^"]+)"/g)) {
          if (!/^(\.|node:)/.test(specifier)) found.add(specifier);
        }
      }
    }
  }
  for (const folder of ["functions", "shared"]) search(join(ROOT, folder));
  return found;
}
