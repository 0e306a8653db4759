import { createHash } from "node:crypto";
import { dirname, join, normalize, relative } from "node:path";

/** Where the build writes what it was made from. */
export const MANIFEST = "dist/build.json";

const ENTRIES = [
  "web/client/stacktrackr-prices.ts",
  "web/stacktrackr/serverless-api.ts",
  "web/dashboard/app.ts",
];
const OTHERS = ["web/dashboard/index.html", "web/dashboard/style.css", "web/dashboard/favicon.svg"];

export interface BuildManifest {
  /** Hash of every source; see `currentHash`. */
  readonly sources: string;
  readonly gzippedBytes: Readonly<Record<string, number>>;
}

/** The manifest of the committed build; null without one. */
export function readBuildManifest(root: string): BuildManifest | null {
  try {
    return JSON.parse(Deno.readTextFileSync(join(root, MANIFEST)));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/**
 * Hash of all sources that the bundles are made of, found by following relative imports, and of the versions of what
 * comes from npm. It needs no bundler and does not change with the bundler's version.
 */
export function currentHash(root: string): string {
  const found = new Set<string>();
  const packages = new Set<string>();
  for (const entry of ENTRIES) follow(entry, { root, found, packages });
  const { imports } = JSON.parse(Deno.readTextFileSync(join(root, "deno.json")));
  const hash = createHash("sha256");
  for (const path of [...found, ...OTHERS].sort()) {
    hash.update(`${path}\0${Deno.readTextFileSync(join(root, path))}\0`);
  }
  for (const name of [...packages].sort()) hash.update(`${name}\0${String(imports[name])}\0`);
  return hash.digest("hex");
}

interface Walk {
  readonly root: string;
  readonly found: Set<string>;
  readonly packages: Set<string>;
}

function follow(path: string, { root, found, packages }: Walk): void {
  if (found.has(path)) return;
  found.add(path);
  const source = Deno.readTextFileSync(join(root, path));
  for (
    const [, type, name = ""] of source.matchAll(
      /^(?:import|export|\} from|.*import\()\s*(type )?[^"]*?"([^"]+)"/gm,
    )
  ) {
    // Types are gone from the bundle.
    if (type !== undefined) continue;
    if (!name.startsWith(".")) packages.add(name);
    else if (name.endsWith(".ts")) {
      follow(relative(".", normalize(join(dirname(path), name))), { root, found, packages });
    }
  }
}
