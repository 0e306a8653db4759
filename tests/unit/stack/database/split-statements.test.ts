import assert from "node:assert/strict";
import fc from "fast-check";
import { locateStatements, splitStatements } from "../../../../stack/database/split-statements.ts";

const cases: readonly (readonly [name: string, text: string, statements: readonly string[]])[] = [
  ["nothing", " \n ; ;", []],
  ["a missing last semicolon", "select 1; select 2", ["select 1", "select 2"]],
  ["quotes", `select 'a;b', 'it''s;', "c;d"; select 2`, [`select 'a;b', 'it''s;', "c;d"`, "select 2"]],
  ["an escape string", `select E'it\\'s;'; select 2`, [`select E'it\\'s;'`, "select 2"]],
  ["a backslash before the end of a plain string", `select 'c:\\'; select 2`, [`select 'c:\\'`, "select 2"]],
  ["line comments", "select 1 -- a;b\n; select 2", ["select 1 -- a;b", "select 2"]],
  ["nested block comments", "select /* ; /* ; */ ; */ 1; select 2", [
    "select /* ; /* ; */ ; */ 1",
    "select 2",
  ]],
  ["dollar quotes", "do $$ begin; end $$; do $a$ $$;$$ $a$", ["do $$ begin; end $$", "do $a$ $$;$$ $a$"]],
  ["a parameter that is no quote", "select $1; select $2", ["select $1", "select $2"]],
  [
    "a body in standard SQL",
    "create function f() begin atomic select case when a then b end; select 2; end; select 3",
    ["create function f() begin atomic select case when a then b end; select 2; end", "select 3"],
  ],
  ["a transaction block", "begin; select 1; end; select 2", ["begin", "select 1", "end", "select 2"]],
];

for (const [name, text, statements] of cases) {
  Deno.test(`splitStatements() understands ${name}`, () => {
    assert.deepEqual(splitStatements(text), statements);
  });
}

Deno.test("splitStatements() ends for every text and loses nothing but semicolons and blanks", () => {
  const word = fc.constantFrom(
    "'",
    '"',
    "$$",
    "$a$",
    "--",
    "\n",
    "/*",
    "*/",
    ";",
    "E'",
    "\\",
    "begin atomic ",
    "end",
    "x",
  );
  fc.assert(fc.property(fc.array(word, { maxLength: 40 }), (words) => {
    const text = words.join("");
    const bare = (part: string): string => part.replaceAll(/[;\s]/g, "");
    assert.equal(bare(splitStatements(text).join("")), bare(text));
  }));
});

Deno.test("locateStatements() counts lines from 1", () => {
  assert.deepEqual(locateStatements("select 1;\n\nselect\n2;select 3").map(({ line }) => line), [1, 3, 4]);
});
