import { join } from "node:path";
import { PROJECT_ROOT } from "../../../stack/project-root.ts";

/** A line that must never leave the machine. */
export const PLANTED = "planted-secret-7d1f";

const COPIED = ["deno.json", "deno.lock", "functions", "shared", "supabase", "tools", "stack", "tests"];
const SECRET_FILES = [
  ".env",
  "functions/.env",
  "functions/config/.env",
  "supabase/.env",
  "supabase/functions/.env",
  "shared/keys.test.ts",
  "shared/providers/key.json",
];

/** Copies the project into `folder` and plants files with secrets where developers have them. */
export async function copyProject(folder: string): Promise<void> {
  const sources = COPIED.map((name) => join(PROJECT_ROOT, name));
  const copied = await new Deno.Command("cp", { args: ["-R", ...sources, folder] }).output();
  if (!copied.success) throw new Error(new TextDecoder().decode(copied.stderr));
  for (const path of SECRET_FILES) {
    Deno.writeTextFileSync(join(folder, path), `METALS_DEV_API_KEY=${PLANTED}\n`);
  }
}
