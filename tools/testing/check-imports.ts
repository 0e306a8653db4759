// Holds every source file to the import rules; part of `deno task ok`.
import { importCycles } from "./import-cycles.ts";
import { relativeImports, violations } from "./import-rules.ts";

const FOLDERS = ["shared", "functions", "stack", "web", "tools", "tests"];

async function* sources(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) yield* sources(path);
    else if (entry.name.endsWith(".ts")) yield path;
  }
}

let checked = 0;
let broken = 0;
const imports = new Map<string, readonly string[]>();
for (const folder of FOLDERS) {
  if (!await Deno.stat(folder).then((stat) => stat.isDirectory, () => false)) continue;
  for await (const path of sources(folder)) {
    checked++;
    const text = await Deno.readTextFile(path);
    imports.set(path, relativeImports(path, text));
    for (const what of violations(path, text)) {
      broken++;
      // deno-lint-ignore no-console
      console.error(`${path} ${what}`);
    }
  }
}
for (const circle of importCycles(imports)) {
  broken++;
  // deno-lint-ignore no-console
  console.error(`These files import each other: ${circle.join(", ")}`);
}
// deno-lint-ignore no-console
console.log(`Import rules: ${checked} files checked, ${broken} broken rules`);
if (broken > 0) Deno.exit(1);
