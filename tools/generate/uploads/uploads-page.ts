const PAGE = new URL("../../../dist/uploads.md", import.meta.url);

const HEAD = `# What a deployment uploads

Written by \`deno task generate uploads\`; a test deploys with the real CLI and holds this page to what was sent. Nothing else of
this repository leaves the machine with \`supabase functions deploy\`.
`;

/** The page for these uploads: file names by slug. */
export function uploadsTable(files: ReadonlyMap<string, readonly string[]>): string {
  const all = [...files.values()].flat();
  const everywhere = [...new Set(all)].filter((name) =>
    [...files.values()].every((list) => list.includes(name))
  );
  const parts = [HEAD, section("In every upload", everywhere)];
  for (const [slug, names] of [...files].sort(([a], [b]) => a < b ? -1 : 1)) {
    parts.push(
      section(
        `${slug}: ${names.length} files, besides the above`,
        names.filter((name) => !everywhere.includes(name)),
      ),
    );
  }
  return parts.join("\n");
}

function section(title: string, names: readonly string[]): string {
  return `## ${title}\n\n${names.toSorted().map((name) => `- ${name}\n`).join("")}`;
}

export function readUploadsPage(): string {
  try {
    return Deno.readTextFileSync(PAGE);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

export function writeUploadsPage(text: string): void {
  Deno.writeTextFileSync(PAGE, text);
}
