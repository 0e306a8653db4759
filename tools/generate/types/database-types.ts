const FILE = new URL("../../../docs/api/database.types.ts", import.meta.url);

const HEAD =
  `// Types of the Data API for supabase-js, written by \`deno task generate types\`: createClient<Database>(url, key).
// A test holds this file to \`supabase gen types\` on a database with every migration.
`;

/** The CLI's output, which it does not format, with layout that does not depend on its version. */
export function normalTypes(generated: string): string {
  // What stands before is talk about the connection.
  const code = generated.slice(Math.max(0, generated.indexOf("export type")));
  const lines = code.split("\n").map((line) => line.trim().replace(/\s+/g, " ")).filter((line) =>
    line !== ""
  );
  return `${HEAD}${lines.join("\n")}\n`;
}

export function readTypes(): string {
  return Deno.readTextFileSync(FILE);
}

export function writeTypes(text: string): void {
  Deno.writeTextFileSync(FILE, text);
}
