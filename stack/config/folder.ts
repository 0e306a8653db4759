import { join } from "node:path";
import { StackError } from "../stack-error.ts";

/** Names of everything below the stack's folder (`.local` unless told otherwise). */
export interface StackFolder {
  readonly root: string;
  readonly data: string;
  readonly sockets: string;
  readonly libraries: string;
  readonly logs: string;
  readonly secrets: string;
  readonly state: string;
}

export function stackFolder(root: string): StackFolder {
  return {
    root,
    data: join(root, "data"),
    // Postgres refuses socket paths of more than 107 bytes, so the stack listens on loopback only and this
    // folder stays unused unless the path is short enough.
    sockets: join(root, "run"),
    libraries: join(root, "lib"),
    logs: join(root, "logs"),
    secrets: join(root, "secrets.json"),
    state: join(root, "stack.json"),
  };
}

/**
 * Makes the folders. Only the owner may look inside: secrets and data live here.
 *
 * @throws StackError where this user cannot write
 */
export function makeFolders(folder: StackFolder): void {
  const probe = join(folder.root, `.writable-${Deno.pid}`);
  try {
    for (const path of [folder.root, folder.sockets, folder.libraries, folder.logs]) {
      Deno.mkdirSync(path, { recursive: true, mode: 0o700 });
    }
    Deno.writeTextFileSync(probe, "");
    Deno.removeSync(probe);
  } catch (cause) {
    throw new StackError(`Cannot write to ${folder.root}: ${whyNot(cause)}`, {
      cause,
      hint: "--dir FOLDER names another folder for database, keys and logs",
    });
  }
}

function whyNot(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "the folder cannot be made";
  if (error instanceof Deno.errors.PermissionDenied) return "this user may not";
  if (error instanceof Deno.errors.NotADirectory || error instanceof Deno.errors.AlreadyExists) {
    return "a part of the path is a file";
  }
  // "Read-only file system (os error 30): mkdir …": the words before the number.
  return (error instanceof Error ? error.message : String(error)).split(" (os error")[0] ?? "";
}

/** Writes a file that nobody else can read, and never leaves half of it behind. */
export function writePrivateFile(path: string, text: string): void {
  const draft = `${path}.${crypto.randomUUID()}`;
  Deno.writeTextFileSync(draft, text, { mode: 0o600, createNew: true });
  Deno.renameSync(draft, path);
}

/** The text of a file, or null where there is none. */
export function readTextIfExists(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

export function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
