// Writes docs/openapi.json from shared/answers; --record takes new examples from a stack first.
import { openApiDocument } from "./openapi/document.ts";
import { readExamples, writeExamples } from "./openapi/examples.ts";
import { recordExamples } from "./openapi/record-examples.ts";

if (Deno.args.includes("--record")) writeExamples(await recordExamples());
const file = new URL("../docs/openapi.json", import.meta.url);
Deno.writeTextFileSync(file, JSON.stringify(openApiDocument(readExamples()), null, 2) + "\n");
