/** What a folder may import from this repository, and which globals it may touch. The longest matching folder counts. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "shared/schemas": ["shared/schemas", "shared/http/query.ts"],
  "shared/market": ["shared/market"],
  "shared/providers": [
    "shared/providers",
    "shared/schemas",
    "shared/errors.ts",
    "shared/secret.ts",
    "shared/sleep.ts",
  ],
  "shared/validation": [
    "shared/validation",
    "shared/market",
    "shared/providers/provider.ts",
    "shared/schemas",
    "shared/errors.ts",
  ],
  "shared/consensus": ["shared/consensus", "shared/market", "shared/validation", "shared/schemas"],
  "shared": ["shared"],
  "functions": ["shared"],
  "web/client": [
    "web/client",
    "shared/schemas",
    "shared/errors.ts",
    "shared/providers",
    "shared/secret.ts",
    "shared/sleep.ts",
    // Direct prices are judged by the very rules of the backend.
    "shared/fx",
    "shared/market",
    "shared/validation",
    "shared/read/read-parameters.ts",
  ],
  "web": ["web", "shared"],
  "stack": ["stack", "functions", "shared"],
  "tools": ["tools", "shared", "stack", "tests/support", "functions"],
  "tests": ["tests", "shared", "functions", "stack", "tools", "web"],
};

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
  const home = Object.keys(MAY_IMPORT)
    .filter((folder) => path.startsWith(`${folder}/`))
    .toSorted((a, b) => b.length - a.length)[0];
  const code = withoutComments(text);

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
    if (home !== undefined && !mayImport(path, { home, target })) {
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
  const folder = /^functions\/[^/]+\//.exec(path)?.[0];
  if (folder !== undefined && target.startsWith(folder)) return true;
  return (MAY_IMPORT[home] ?? []).some((allowed) => target === allowed || target.startsWith(`${allowed}/`));
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
