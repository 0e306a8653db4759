/**
 * Bundles web/ into dist/, which is committed: `deno task start` serves the dashboard from a fresh clone without a
 * bundler, and the drop-in script can be copied from the repository. See docs/adr/0004-web-bundles-are-committed.md.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { currentHash, MANIFEST, readManifest } from "./freshness.ts";
import { gzippedSize, sizeTable } from "./sizes.ts";
import { PROJECT_ROOT } from "../../../stack/project-root.ts";

const DIST = join(PROJECT_ROOT, "dist");

interface Bundle {
  readonly entry: string;
  readonly to: string;
  readonly format: "esm" | "iife";
}

const CLIENT = "web/client/stacktrackr-prices.ts";
const BUNDLES: readonly Bundle[] = [
  { entry: CLIENT, to: "client", format: "esm" },
  { entry: "web/stacktrackr/serverless-api.ts", to: ".", format: "iife" },
  { entry: "web/dashboard/app.ts", to: "dashboard", format: "esm" },
];
/** What the build owns of dist/. */
const OUTPUTS = ["client", "dashboard", "serverless-api.js"];
const STATIC = ["index.html", "style.css", "favicon.svg"];

/** Bundles everything and writes the manifest. */
export async function build(): Promise<void> {
  Deno.mkdirSync(DIST, { recursive: true });
  for (const name of OUTPUTS) {
    if (existsSync(join(DIST, name))) Deno.removeSync(join(DIST, name), { recursive: true });
  }
  for (const bundle of BUNDLES) await run(bundle);
  for (const name of STATIC) {
    Deno.copyFileSync(join(PROJECT_ROOT, "web/dashboard", name), join(DIST, "dashboard", name));
  }
  Deno.writeTextFileSync(join(DIST, "client/stacktrackr-prices.d.ts"), await declarationsOf(CLIENT));
  const files = OUTPUTS.flatMap((name) => walk(name)).sort();
  const sizes = Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, await gzippedSize(join(DIST, file))] as const)),
  );
  const manifest = { sources: currentHash(PROJECT_ROOT), gzippedBytes: sizes };
  Deno.writeTextFileSync(join(PROJECT_ROOT, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  say(sizeTable(sizes));
}

async function run({ entry, to, format }: Bundle): Promise<void> {
  const folder = join(DIST, to);
  Deno.mkdirSync(folder, { recursive: true });
  const output = await new Deno.Command(Deno.execPath(), {
    cwd: PROJECT_ROOT,
    args: [
      ...["bundle", "--quiet", "--platform", "browser", "--minify", "--format", format],
      ...(format === "esm"
        ? ["--code-splitting", "--outdir", folder]
        : ["-o", join(folder, "serverless-api.js")]),
      entry,
    ],
  }).output();
  if (!output.success) throw new Error(`Cannot bundle ${entry}:\n${new TextDecoder().decode(output.stderr)}`);
}

/** In a process with a configuration of its own: nobody but a builder downloads the TypeScript compiler. */
async function declarationsOf(entry: string): Promise<string> {
  const folder = join(PROJECT_ROOT, "tools/generate/build/declarations");
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "-c", join(folder, "deno.json"), join(folder, "main.ts"), entry, PROJECT_ROOT],
  }).output();
  if (!output.success) throw new Error(`Cannot make types:\n${new TextDecoder().decode(output.stderr)}`);
  return new TextDecoder().decode(output.stdout);
}

/** The files that a path below dist/ is or holds, as paths below dist/. */
function walk(path: string): string[] {
  if (!Deno.statSync(join(DIST, path)).isDirectory) return [path];
  return [...Deno.readDirSync(join(DIST, path))].flatMap(({ name }) => walk(join(path, name)));
}

/** Whether dist/ was built from the present sources. */
export function isBuildCurrent(): boolean {
  return readManifest(PROJECT_ROOT)?.sources === currentHash(PROJECT_ROOT);
}

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
