import { PROJECT_ROOT } from "../../../stack/project-root.ts";
import { startTestStack } from "../../../stack/testing/test-stack.ts";
import { runSupabase } from "../../common/supabase-cli.ts";
import { normalTypes, writeTypes } from "./database-types.ts";

/** Writes docs/api/database.types.ts from a database of its own, with the real CLI. */
export async function generateTypes(): Promise<void> {
  const stack = await startTestStack({ services: [] });
  try {
    const args = ["gen", "types", "--lang", "typescript", `--remote=${stack.dbUrl}`];
    const { code, out, text } = await runSupabase(args, { cwd: PROJECT_ROOT });
    if (code !== 0) throw new Error(`Cannot generate types: ${text}`);
    writeTypes(normalTypes(out));
  } finally {
    await stack.stop();
  }
}
