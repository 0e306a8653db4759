// Prints the types of a module as one declaration file: main.ts ENTRY ROOT. A process of its own, because it needs the
// TypeScript compiler, which nobody else should have to download; see deno.json beside it.
import { declarationsOf } from "./declarations.ts";

const [entry, root] = Deno.args;
if (entry === undefined || root === undefined) throw new TypeError("Expected: main.ts ENTRY ROOT");
await new Blob([declarationsOf(entry, root)]).stream().pipeTo(Deno.stdout.writable);
