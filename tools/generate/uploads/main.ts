// Writes dist/uploads.md from the import graphs of the functions that config.toml declares.
import { readProjectConfig } from "../../../stack/config/project-config.ts";
import { importGraph } from "./import-graph.ts";
import { uploadsTable, writeUploadsPage } from "./uploads-page.ts";
import { PROJECT_ROOT } from "../../../stack/project-root.ts";

const files = new Map<string, readonly string[]>();
for (const { name, entrypoint } of readProjectConfig(PROJECT_ROOT).functions) {
  files.set(
    name,
    ["functions/imports.json", ...await importGraph(entrypoint, { root: PROJECT_ROOT })].sort(),
  );
}
writeUploadsPage(uploadsTable(files));
