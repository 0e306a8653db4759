import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname ?? ".", "../../..");
const FOLDERS = ["shared", "functions", "web", "stack", "tools"];

/** Names that several files export, and why they must. */
const SHARED_NAMES: Readonly<Record<string, string>> = {
  createHandler: "what the index.ts of each function serves",
};

/** Words that a name may not hold, because the glossary has a better one. */
const REPLACED: readonly (readonly [old: RegExp, word: string])[] = [
  [/Answer/, "reading, result or response"],
];

const exported = exportedNames();
const glossary = readFileSync(join(ROOT, "docs/glossary.md"), "utf8");

Deno.test("every exported name is exported from one file", () => {
  const twice = [...exported].filter(([name, files]) => files.length > 1 && !(name in SHARED_NAMES));
  assert.deepEqual(Object.fromEntries(twice), {});
});

Deno.test("a name is allowed in several files only while it is in several", () => {
  for (const name of Object.keys(SHARED_NAMES)) assert.ok((exported.get(name) ?? []).length > 1, name);
});

Deno.test("exported names use the words of the glossary", () => {
  for (const [old, word] of REPLACED) {
    assert.deepEqual([...exported.keys()].filter((name) => old.test(name)), [], `say ${word}`);
    for (const one of word.split(/, | or /)) assert.match(glossary, new RegExp(`^\\| .*\\b${one}\\b`, "m"));
  }
});

/** Names that are declared and exported; a name that is passed on from another file is the same name. */
function exportedNames(): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts")).map((name) => `${folder}/${name}`)
  );
  const pattern =
    /^export (?:async )?(?:abstract )?(?:const|let|function\*?|class|type|interface) ([A-Za-z_$][\w$]*)/gm;
  for (const file of files) {
    const own = [...readFileSync(join(ROOT, file), "utf8").matchAll(pattern)].map(([, name = ""]) => name);
    for (const name of new Set(own)) names.set(name, [...names.get(name) ?? [], file]);
  }
  return names;
}
