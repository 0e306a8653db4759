import { z } from "zod";

/** A real answer of a running stack, recorded by `deno task generate openapi --record`. */
const Example = z.strictObject({
  /** Operation that it answers. */
  id: z.string(),
  name: z.string(),
  /** Method, path and query. */
  request: z.string(),
  status: z.int(),
  body: z.unknown(),
});
export type Example = z.infer<typeof Example>;

const FILE = new URL("../../../docs/api/answers.json", import.meta.url);

export function readExamples(): readonly Example[] {
  return z.array(Example).parse(JSON.parse(Deno.readTextFileSync(FILE)));
}

export function writeExamples(examples: readonly Example[]): void {
  Deno.writeTextFileSync(FILE, JSON.stringify(examples, null, 2) + "\n");
}
