import assert from "node:assert/strict";
import { DRILLS } from "../../../tools/drill/drills.ts";
import { NAMES as GENERATED } from "../../../tools/generate/names.ts";
import { PARTS } from "../../../tools/testing/parts.ts";

const { tasks }: { readonly tasks: Readonly<Record<string, unknown>> } = JSON.parse(
  Deno.readTextFileSync("deno.json"),
);

/** Tasks whose first word is a name from a list of ours. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  test: [...PARTS.map(({ name }) => name), "all"],
  drill: DRILLS.map(({ name }) => name),
  generate: GENERATED,
};

const FOLDERS = [
  ".",
  ".ci",
  ".github",
  "docs",
  "functions",
  "shared",
  "stack",
  "supabase",
  "tests",
  "tools",
  "web",
];
const TEXT = /\.(?:md|ts|mjs|sql|sh|yml|json|toml|example)$|\.ci\/run$/;

Deno.test("every task that a document, a message or a comment names exists", () => {
  const wrong = FOLDERS.flatMap((folder) => files(folder, folder !== ".")).flatMap((path) =>
    mistakes(Deno.readTextFileSync(path)).map((mention) => `${path}: ${mention}`)
  );
  assert.deepEqual(wrong, []);
});

Deno.test("mistakes() finds an unknown task, an unknown part and an unknown drill", () => {
  const task = "deno task";
  const text = `${task} test unit, ${task} tests, ${task} test htpp, ${task} drill nothing, ${task} ok`;
  assert.deepEqual(mistakes(text), [`${task} tests`, `${task} test htpp`, `${task} drill nothing`]);
});

function mistakes(text: string): string[] {
  const mentions = text.matchAll(
    /\bdeno(?:@[\d.]+)? task (?:--quiet )?([a-z][\w:-]*)(?: ([a-z][\w-]*)\b(?![./]))?/g,
  );
  return [...mentions].flatMap(([, task = "", word]) => {
    if (!(task in tasks)) return [`deno task ${task}`];
    const isUnknown = word !== undefined && !(NAMES[task]?.includes(word) ?? true);
    return isUnknown ? [`deno task ${task} ${word}`] : [];
  });
}

function files(folder: string, deep: boolean): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    if (isDirectory) return deep && name !== "artefacts" ? files(path, deep) : [];
    return TEXT.test(path) ? [path] : [];
  });
}
