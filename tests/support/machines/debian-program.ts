import { join } from "node:path";
import { exists } from "../../../stack/config/folder.ts";

/**
 * Path of a program: the installed one, or that of Debian's package, downloaded and unpacked below `folder` without
 * being installed. Null where neither can be had.
 */
export async function debianProgram(
  path: string,
  { folder, packages }: { readonly folder: string; readonly packages: readonly string[] },
): Promise<string | null> {
  if (exists(path)) return path;
  const unpacked = join(folder, "root", path);
  if (exists(unpacked)) return unpacked;
  const archives = join(folder, "archives");
  Deno.mkdirSync(archives, { recursive: true });
  // As root, apt would switch to a user who may not write here.
  const download = ["-o", "APT::Sandbox::User=root", "download", ...packages];
  if (!await succeeds("apt-get", download, archives)) return null;
  for (const { name } of Deno.readDirSync(archives)) {
    if (!await succeeds("dpkg", ["-x", name, join(folder, "root")], archives)) return null;
  }
  return exists(unpacked) ? unpacked : null;
}

async function succeeds(command: string, args: readonly string[], cwd: string): Promise<boolean> {
  try {
    return (await new Deno.Command(command, { args: [...args], cwd, stdout: "null", stderr: "null" })
      .output())
      .success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
