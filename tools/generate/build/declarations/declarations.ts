import { dirname, join, relative } from "node:path";
import ts from "typescript";

/**
 * The types of a module and of all that it imports, as one declaration file. The declarations of every file are put
 * together without their imports, and only what the entry exports is exported; this needs every exported thing to
 * have its type written down and no two of the files to use one name for two things.
 */
export function declarationsOf(entry: string, root: string): string {
  const parts: string[] = [];
  collect(entry, { root, seen: new Set(), parts });
  const text = Deno.readTextFileSync(join(root, entry));
  const names = [...text.matchAll(/^export (type )?\{([^}]+)\}/gm)].flatMap(([, isType, list = ""]) =>
    list.split(",").map((name) => name.trim()).filter((name) => name !== "").map((name) =>
      isType !== undefined ? `type ${name}` : name
    )
  );
  return `${parts.join("\n")}\nexport { ${names.join(", ")} };\n`;
}

interface Collection {
  readonly root: string;
  readonly seen: Set<string>;
  readonly parts: string[];
}

function collect(path: string, { root, seen, parts }: Collection): void {
  if (seen.has(path)) return;
  seen.add(path);
  const source = Deno.readTextFileSync(join(root, path));
  const { outputText } = ts.transpileDeclaration(source, {
    fileName: path,
    compilerOptions: { isolatedDeclarations: true, strict: true },
  });
  for (const [, from = ""] of outputText.matchAll(/from "(\.[^"]+)"/g)) {
    collect(relative(root, join(root, dirname(path), from)), { root, seen, parts });
  }
  const own = outputText
    .replaceAll(/^(?:import|export) (?:type )?\{[^}]*\}(?: from "[^"]+")?;\n?/gm, "")
    .replaceAll(/^export \{\};\n?/gm, "")
    .replaceAll(/^export (declare |interface |type )/gm, "$1")
    .replaceAll(/^\/\/\/ <reference .*\n/gm, "");
  parts.push(own.trim());
}
