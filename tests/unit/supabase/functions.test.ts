import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const MIGRATIONS = resolve(import.meta.dirname ?? ".", "../../../supabase/migrations");
const LONGEST = 100;

interface SqlFunction {
  readonly name: string;
  readonly text: string;
}

const functions = readdirSync(MIGRATIONS).flatMap((file): SqlFunction[] =>
  [...readFileSync(join(MIGRATIONS, file), "utf8").matchAll(/create function ([\w.]+)\([\s\S]*?\$\$;/g)].map(
    ([text, name = ""]) => ({ name, text }),
  )
);

Deno.test(`no function of the database has more than ${LONGEST} lines`, () => {
  assert.ok(functions.length > 100);
  const long = functions.map(({ name, text }) => ({ name, lines: text.split("\n").length }));
  assert.deepEqual(long.filter(({ lines }) => lines > LONGEST), []);
});

Deno.test("every function of the database has a fixed search path", () => {
  assert.deepEqual(
    functions.filter(({ text }) => !text.includes("set search_path = ''")).map(({ name }) => name),
    [],
  );
});

Deno.test("every function of the database is written once", () => {
  const twice = functions.filter(({ name }, index) =>
    functions.findIndex((one) => one.name === name) !== index
  );
  assert.deepEqual(twice.map(({ name }) => name), []);
});
