// Writes docs/api/openapi.json from shared/responses; --record takes new examples from a stack first.
import { openApiDocument } from "./document.ts";
import { readExamples, writeExamples } from "./examples.ts";
import { recordExamples } from "./record-examples.ts";

if (Deno.args.includes("--record")) writeExamples(await recordExamples());
const file = new URL("../../../docs/api/openapi.json", import.meta.url);
Deno.writeTextFileSync(file, JSON.stringify(openApiDocument(readExamples()), null, 2) + "\n");
