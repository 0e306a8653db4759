// Writes dist/uploads.md from the import graphs of the functions that config.toml declares.
import { dirname } from "node:path";
import { readProjectConfig } from "../../../stack/config/project-config.ts";
import { importGraph } from "./import-graph.ts";
import { uploadsTable, writeUploadsPage } from "./uploads-page.ts";

const root = dirname(dirname(dirname(import.meta.dirname ?? ".")));
const files = new Map<string, readonly string[]>();
for (const { name, entrypoint } of readProjectConfig(root).functions) {
  files.set(name, ["functions/imports.json", ...await importGraph(entrypoint, { root })].sort());
}
writeUploadsPage(uploadsTable(files));
