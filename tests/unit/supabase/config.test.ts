import assert from "node:assert/strict";
import { join, relative } from "node:path";
import { parse } from "smol-toml";
import { z } from "zod";
import { parseProjectConfig } from "../../../stack/project-config.ts";

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

Deno.test("config.toml points each function to its index.ts and the one deno.json, and leaves keys to the code", () => {
  for (const [name, section] of Object.entries(Sections.parse(parse(text)).functions)) {
    assert.equal(section.entrypoint, `../functions/${name}/index.ts`);
    assert.equal(section.import_map, "../deno.json");
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
