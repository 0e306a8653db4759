import { join } from "node:path";
import { z } from "zod";
import { StackError } from "../../stack/stack-error.ts";

const BackupManifest = z.strictObject({
  format: z.literal(1),
  made_at: z.iso.datetime(),
  migrations: z.array(z.string()),
  tables: z.array(z.strictObject({
    name: z.string(),
    columns: z.array(z.string()),
    rows: z.int().min(0),
    /** A time in each partition that has rows. */
    partitions: z.array(z.string()),
  })),
});

/** What a folder of a backup holds. */
export type BackupManifest = z.infer<typeof BackupManifest>;

/** @throws StackError where the folder holds no backup */
export function readBackupManifest(folder: string): BackupManifest {
  try {
    return BackupManifest.parse(JSON.parse(Deno.readTextFileSync(join(folder, "manifest.json"))));
  } catch (cause) {
    throw new StackError(`Cannot restore from ${folder}: it holds no whole backup`, {
      cause,
      hint: "deno task backup --to FOLDER makes one; its manifest is written last",
    });
  }
}

/** Written last: a folder without it is not a backup. */
export function writeBackupManifest(folder: string, manifest: BackupManifest): void {
  Deno.writeTextFileSync(join(folder, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n", {
    mode: 0o600,
  });
}

export function dataFile(folder: string, table: string): string {
  return join(folder, `${table}.jsonl.gz`);
}
