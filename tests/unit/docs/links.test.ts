import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname ?? ".", "../../..");
const PAGES = [ROOT, `${ROOT}/docs`, `${ROOT}/docs/adr`].flatMap((folder) =>
  readdirSync(folder).filter((name) => name.endsWith(".md")).map((name) => `${folder}/${name}`)
);

for (const page of PAGES) {
  Deno.test(`${relative(ROOT, page)} links only to files and headings that exist`, () => {
    const text = withoutCode(readFileSync(page, "utf8"));
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target)
      .filter((target) => !/^[a-z]+:/.test(target));
    for (const target of targets) {
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? page : resolve(dirname(page), path);
      assert.ok(existsSync(file), `${target}: no such file`);
      if (anchor !== undefined) assert.ok(anchorsOf(file).has(anchor), `${target}: no such heading`);
    }
  });
}

/** What looks like a link in an example is none. */
function withoutCode(text: string): string {
  return text.replace(/^```[\s\S]*?^```/gm, "").replace(/^ {4}.*$/gm, "").replace(/`[^`\n]*`/g, "");
}

/** As GitHub makes them: lower case, punctuation dropped, blanks to hyphens. */
function anchorsOf(file: string): ReadonlySet<string> {
  const headings = [...readFileSync(file, "utf8").matchAll(/^#{1,6} (.+)$/gm)].map(([, title = ""]) => title);
  return new Set(
    headings.map((title) => title.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-")),
  );
}
