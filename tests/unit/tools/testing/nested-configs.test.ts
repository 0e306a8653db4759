import assert from "node:assert/strict";

interface Config {
  readonly imports: Readonly<Record<string, string>>;
}

const root: Config = JSON.parse(Deno.readTextFileSync("deno.json"));
const browser: Config = JSON.parse(Deno.readTextFileSync("tests/browser/deno.json"));

Deno.test("tests/browser/deno.json has the versions of the root", () => {
  for (const [name, target] of Object.entries(root.imports)) {
    assert.equal(browser.imports[name], target, name);
  }
});

Deno.test("what only tests and builders need is not downloaded by whoever starts the stack", () => {
  // `deno task` fetches everything that deno.json or its lock file names.
  const lock = Deno.readTextFileSync("deno.lock");
  for (const name of ["chromium", "playwright", "axe-core", "typescript@", "pglite"]) {
    assert.ok(!lock.includes(name), `deno.lock names ${name}`);
    assert.ok(!Object.keys(root.imports).some((key) => key.includes(name.replace("@", ""))), name);
  }
});
