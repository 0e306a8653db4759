import { readProjectConfig } from "../../../stack/config/project-config.ts";
import { PROJECT_ROOT } from "../../../stack/project-root.ts";
import { importGraph } from "./import-graph.ts";
import { uploadsTable } from "./uploads-page.ts";

/** The page of uploads as the import graphs of the functions that config.toml declares have it now. */
export async function currentUploads(): Promise<string> {
  const files = new Map<string, readonly string[]>();
  for (const { name, entrypoint } of readProjectConfig(PROJECT_ROOT).functions) {
    const graph = await importGraph(entrypoint, { root: PROJECT_ROOT });
    files.set(name, ["functions/imports.json", ...graph].sort());
  }
  return uploadsTable(files);
}
