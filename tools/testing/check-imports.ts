// Holds every source file to the import rules; part of `deno task ok`.
import { violations } from "./import-rules.ts";

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
for (const folder of FOLDERS) {
  if (!await Deno.stat(folder).then((stat) => stat.isDirectory, () => false)) continue;
  for await (const path of sources(folder)) {
    checked++;
    for (const what of violations(path, await Deno.readTextFile(path))) {
      broken++;
      // deno-lint-ignore no-console
      console.error(`${path} ${what}`);
    }
  }
}
// deno-lint-ignore no-console
console.log(`Import rules: ${checked} files checked, ${broken} broken rules`);
if (broken > 0) Deno.exit(1);
