import { openApiDocument } from "./document.ts";
import { readExamples, writeExamples } from "./examples.ts";
import { recordExamples } from "./record-examples.ts";

const FILE = new URL("../../../docs/api/openapi.json", import.meta.url);

/** Writes docs/api/openapi.json from shared/answers; with `record` after taking new examples from a stack. */
export async function writeDocument({ record }: { readonly record: boolean }): Promise<void> {
  if (record) writeExamples(await recordExamples());
  Deno.writeTextFileSync(FILE, documentText());
}

export function isDocumentCurrent(): boolean {
  return Deno.readTextFileSync(FILE) === documentText();
}

function documentText(): string {
  return JSON.stringify(openApiDocument(readExamples()), null, 2) + "\n";
}
