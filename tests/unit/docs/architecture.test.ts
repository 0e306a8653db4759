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
