import assert from "node:assert/strict";
import { choose, commandOf, PARTS } from "../../../../tools/testing/parts.ts";

const names = (words: readonly string[]): string[] => choose(words).map(({ part }) => part.name);

Deno.test("choose() without words runs unit, db, stack and http first, and none that runs by name only", () => {
  const chosen = names([]);
  assert.deepEqual(chosen.slice(0, 4), ["unit", "db", "stack", "http"]);
  assert.ok(!chosen.includes("deploy"));
});

Deno.test("choose() runs every part when all are asked for", () => {
  assert.deepEqual(names(["all"]), PARTS.map(({ name }) => name));
});

Deno.test("choose() runs what is asked for, in the order of the list", () => {
  assert.deepEqual(names(["rights", "http"]), ["http", "rights"]);
});

Deno.test("choose() finds the part of a file, and runs that file only", () => {
  const [choice, ...others] = choose(["tests/http/read.test.ts"]);
  assert.ok(choice !== undefined && others.length === 0);
  assert.deepEqual(commandOf(choice, ["--filter", "x"]), [
    "test",
    "--no-check",
    "-A",
    "--preload=tests/support/http/check-every-answer.ts",
    "tests/http/read.test.ts",
    "--filter",
    "x",
  ]);
});

Deno.test("choose() refuses an unknown part and names those there are", () => {
  assert.throws(() => choose(["htpp"]), { message: /htpp/, hint: /^Parts: unit, db, stack, http/ });
});

Deno.test("every test file belongs to a part", () => {
  const lost = testFiles("tests").filter((path) =>
    !PARTS.some(({ paths }) => paths.some((one) => path.startsWith(`${one}/`)))
  );
  assert.deepEqual(lost, []);
});

function testFiles(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? testFiles(`${folder}/${name}`) : name.endsWith(".test.ts") ? [`${folder}/${name}`] : []
  );
}
