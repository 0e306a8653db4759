import { relative } from "node:path";
import { z } from "zod";

const Graph = z.object({
  modules: z.array(z.object({ local: z.string().optional(), specifier: z.string() })),
});

/** The project's own files that an entry point reaches, by Deno's own account; sorted, relative to `root`. */
export async function importGraph(
  entry: string,
  { root }: { readonly root: string },
): Promise<readonly string[]> {
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "--no-lock", entry],
    cwd: root,
  }).output();
  if (!output.success) throw new Error(new TextDecoder().decode(output.stderr));
  const { modules } = Graph.parse(JSON.parse(new TextDecoder().decode(output.stdout)));
  return modules
    .filter(({ specifier }) => specifier.startsWith("file:"))
    .map(({ specifier }) => relative(root, new URL(specifier).pathname))
    .sort();
}
