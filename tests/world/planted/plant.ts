import { dirname, join } from "node:path";
import { createEngine } from "../../../shared/providers/engine.ts";
import { PROJECT_ROOT } from "../machine/from-stack.ts";
import type { PullCode } from "../world.ts";

/** One change of a text: `was` must be there, once or more. */
export interface Change {
  readonly was: string | RegExp;
  readonly becomes: string;
}

/** A bug that is put into the product on purpose, to show that the worlds find it. */
export interface Plant {
  readonly name: string;
  /** What it brings back. */
  readonly about: string;
  /** By the name of a migration, without its number. */
  readonly sql?: Readonly<Record<string, readonly Change[]>>;
  /** By path below the repository, all in shared/. */
  readonly source?: Readonly<Record<string, readonly Change[]>>;
}

/** The SQL of a migration with the bug in it. */
export function patchOf({ name: plant, sql }: Plant): (text: string, migration: string) => string {
  return (text, migration) =>
    changed(text, { changes: sql?.[migration] ?? [], where: `${plant}: ${migration}` });
}

/**
 * The pull with the bug in it: a copy of shared/ with the changes. Null where nothing of it changes. The caller removes
 * the folder, which lies in .local.
 */
export async function codeOf(
  plant: Plant,
): Promise<{ readonly code: PullCode; readonly folder: string } | null> {
  const { source } = plant;
  if (source === undefined) return null;
  const folder = join(PROJECT_ROOT, ".local", `planted-${crypto.randomUUID()}`);
  for (const path of filesBelow(join(PROJECT_ROOT, "shared"))) {
    const name = path.slice(PROJECT_ROOT.length + 1);
    const changes = source[name] ?? [];
    const target = join(folder, name);
    Deno.mkdirSync(dirname(target), { recursive: true });
    Deno.writeTextFileSync(
      target,
      changed(Deno.readTextFileSync(path), { changes, where: `${plant.name}: ${name}` }),
    );
  }
  // Typed as what it is a copy of.
  const pull = await import(`file://${join(folder, "shared/pull/run-pull.ts")}`) as {
    runPull: PullCode["runPull"];
  };
  const engine = await import(`file://${join(folder, "shared/providers/engine.ts")}`) as {
    createEngine: typeof createEngine;
  };
  return { code: { runPull: pull.runPull, createEngine: engine.createEngine }, folder };
}

function changed(
  text: string,
  { changes, where }: { readonly changes: readonly Change[]; readonly where: string },
): string {
  return changes.reduce((before, { was, becomes }) => {
    const after = before.replaceAll(typeof was === "string" ? was : new RegExp(was.source, "g"), becomes);
    if (after === before) {
      throw new Error(`Cannot plant ${where}: its text has changed, the bug fits no more`);
    }
    return after;
  }, text);
}

function filesBelow(folder: string): readonly string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesBelow(join(folder, name)) : [join(folder, name)]
  );
}
