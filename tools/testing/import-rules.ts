import { DIRECTIONS, homeOf } from "./directions.ts";

/** Globals that make code depend on where and when it runs. */
const IMPURE = [
  [/(?<!["'.])\bDeno\./, "Deno.*"],
  [/\bconsole\./, "console"],
  [/\bDate\.now\(/, "Date.now()"],
  [/\bnew Date\(\)/, "new Date() without a time"],
  [/(?<![.\w])fetch\(/, "global fetch"],
] as const;

const LONGEST_INDEX = 15;

/**
 * What is wrong with the imports and globals of one file, one line each. `path` is relative to the project, with
 * slashes.
 */
export function violations(path: string, text: string): string[] {
  const found: string[] = [];
  const home = homeOf(path);
  const code = withoutComments(text);

  if (/^(?:stack|tools)\/[^/]+\//.test(path) && (home === null || home === "stack")) {
    found.push("is in a folder that tools/testing/directions.ts does not name");
  }
  for (const specifier of importsOf(code)) {
    if (!specifier.startsWith(".")) {
      if (/^(npm|jsr|https?):/.test(specifier)) {
        found.push(`imports ${specifier}: dependencies are named in deno.json`);
      }
      continue;
    }
    if (!/\.(ts|json|js|mjs)$/.test(specifier)) {
      found.push(`imports ${specifier}: a relative import ends in .ts`);
    }
    const target = resolve(path, specifier);
    if (home !== null && !mayImport(path, { home, target })) {
      found.push(`imports ${target}: ${home} may not`);
    }
  }

  if (path.startsWith("shared/")) {
    for (const [pattern, name] of IMPURE) if (pattern.test(code)) found.push(`uses ${name}: shared is pure`);
  }
  if (/^functions\/.*(?<!\/index)\.ts$/.test(path) && /\bDeno\./.test(code)) {
    found.push("uses Deno.*: only index.ts touches the platform");
  }
  if (/^functions\/[^/]+\/index\.ts$/.test(path) && text.trimEnd().split("\n").length > LONGEST_INDEX) {
    found.push(`has more than ${LONGEST_INDEX} lines: an index only builds dependencies`);
  }
  return found;
}

function mayImport(path: string, { home, target }: { home: string; target: string }): boolean {
  const allowed = [ownFolder(path, home), ...DIRECTIONS[home] ?? []];
  return allowed.some((one) => target === one || target.startsWith(`${one}/`));
}

/** The folder in which a file may import everything. Functions and parts of the suite stand apart from each other. */
function ownFolder(path: string, home: string): string {
  const standApart = ["functions", "stack", "tests"].includes(home);
  return standApart ? path.split("/").slice(0, 2).join("/") : home;
}

function importsOf(code: string): string[] {
  const pattern =
    /(?:^|[\s;}])(?:import|export)\b[^"';]*?from\s*["']([^"']+)["']|\bimport\s*\(?\s*["']([^"']+)["']/g;
  return [...code.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? "");
}

/** Good enough for our own code: strings that hold "//" (addresses) are kept, comments are not. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}

function resolve(path: string, specifier: string): string {
  const parts = path.split("/").slice(0, -1);
  for (const part of specifier.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}
