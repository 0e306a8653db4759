import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname ?? ".", "../../..");
const MIGRATIONS = join(ROOT, "supabase/migrations");
const page = readFileSync(join(ROOT, "docs/architecture.md"), "utf8");
const [, section = ""] = page.split("## What both SQL and TypeScript know");
const [table = ""] = section.split(/^## /m);
const named = [...table.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);

Deno.test("docs/architecture.md names functions and tables that the migrations create", () => {
  const sql = readdirSync(MIGRATIONS).map((name) => readFileSync(join(MIGRATIONS, name), "utf8")).join("\n");
  const objects = named.filter((name) => name.startsWith("spot."));
  assert.ok(objects.length >= 12);
  for (const name of objects) {
    const isMoved = sql.includes(`alter function ${name.replace("spot.", "public.")}(`);
    assert.ok(isMoved || new RegExp(`create (?:or replace )?(?:function|table) ${name}\\b`).test(sql), name);
  }
});

Deno.test("docs/architecture.md names files that exist for what both sides know", () => {
  const files = named.filter((name) => name.includes("/"));
  assert.ok(files.length >= 12);
  for (const file of files) assert.ok(existsSync(join(ROOT, file)), file);
});

Deno.test('docs/architecture.md answers "where do I change" with files and functions that exist', () => {
  const [, answers = ""] = page.split("## Where do I change …");
  const [rows = ""] = answers.split(/^## /m);
  const places = [...rows.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
  assert.ok(rows.split("\n").filter((line) => line.startsWith("| ")).length >= 21, "twenty questions");
  const sql = readdirSync(MIGRATIONS).map((name) => readFileSync(join(MIGRATIONS, name), "utf8")).join("\n");
  for (const place of places) {
    if (place.startsWith("spot.")) assert.match(sql, new RegExp(`create function ${place}\\b`), place);
    else if (place.endsWith(".sql")) {
      const name = place.replace(/^.*\*/, "");
      assert.ok(readdirSync(MIGRATIONS).some((file) => file.endsWith(name)), place);
    } else if (place.includes("/") && !place.includes("<")) assert.ok(existsSync(join(ROOT, place)), place);
  }
});
