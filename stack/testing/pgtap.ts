import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Sql } from "postgres";
import { describeSqlError } from "../database/migrations.ts";
import { locateStatements } from "../database/split-statements.ts";
import { StackError } from "../stack-error.ts";

/** Not in deno.json nor in its lock file: `deno task` fetches what is listed there, and this drags 30 MB along. */
const PACKAGE = "npm:@electric-sql/pglite-pgtap@0.0.15";
const ARCHIVE_SHA256 = "1f221b4d7c59f58bb49d9d84c884c82cddc5389d75fc1d2db855a408774daf36";
const ENTRY = /pgtap--\d+\.\d+\.\d+\.sql$/;

/** Loads pgTAP, which is plain SQL, into a schema of its own: this Postgres has no pgtap extension. */
export async function loadPgtap(sql: Sql): Promise<void> {
  const text = await readPgtap();
  await sql.unsafe("create schema if not exists tap; set search_path = tap, public;");
  await sql.unsafe(text);
  await sql.unsafe("grant usage on schema tap to public; set search_path = public, extensions, tap;");
}

async function readPgtap(): Promise<string> {
  const archive = join(dirname(await fetchPackage()), "pgtap.tar.gz");
  const sum = createHash("sha256").update(Deno.readFileSync(archive)).digest("hex");
  if (sum !== ARCHIVE_SHA256) throw new StackError(`Cannot load pgTAP: ${archive} has the checksum ${sum}`);
  const name = (await run("tar", ["-tzf", archive])).split("\n").find((line) => ENTRY.test(line));
  if (name === undefined) throw new StackError(`Cannot load pgTAP: ${archive} does not hold it`);
  return await run("tar", ["-xzOf", archive, name]);
}

/** Path of the package's main file in Deno's cache. */
async function fetchPackage(): Promise<string> {
  const script = `await import("${PACKAGE}"); console.log(import.meta.resolve("${PACKAGE}"));`;
  const found = await run(Deno.execPath(), ["eval", "--no-lock", script]);
  return fileURLToPath(found.trim());
}

async function run(command: string, args: readonly string[]): Promise<string> {
  const output = await new Deno.Command(command, { args: [...args] }).output();
  if (!output.success) throw new StackError(`Cannot load pgTAP: ${new TextDecoder().decode(output.stderr)}`);
  return new TextDecoder().decode(output.stdout);
}

/** What a test file said. */
export interface TapReport {
  readonly passed: number;
  /** One text a failure, beginning with the line of the file. */
  readonly failures: readonly string[];
}

/**
 * Runs one pgTAP file statement by statement. The file opens and rolls back its own transaction.
 * An SQL error ends it; that and a plan that does not fit count as failures.
 */
export async function runTapFile(sql: Sql, text: string): Promise<TapReport> {
  const tap = new TapReader();
  const session = await sql.reserve();
  try {
    for (const statement of locateStatements(text)) {
      try {
        const rows = await session.unsafe(statement.text).values();
        tap.read(rows.flat(), statement.line);
      } catch (error) {
        tap.fail(statement.line, describeSqlError(error, statement.text));
        break;
      }
    }
  } finally {
    await session.unsafe("rollback");
    session.release();
  }
  return tap.report();
}

class TapReader {
  #planned: number | null = null;
  #passed = 0;
  readonly #failures: string[] = [];
  #ran = 0;
  #broken = false;

  /** Lines of one statement's result. Anything that is not TAP is a result the test did not ask about. */
  read(values: readonly unknown[], line: number): void {
    const lines = values.filter((value) => typeof value === "string").join("\n").split("\n");
    let failing = false;
    for (const text of lines) {
      const plan = /^1\.\.(\d+)/.exec(text)?.[1];
      if (plan !== undefined) this.#planned = Number(plan);
      else if (/^ok \d+/.test(text)) this.#pass();
      else if (/^not ok \d+.*# TODO/i.test(text)) this.#pass();
      else if (/^not ok \d+/.test(text)) this.#miss(line, text);
      else if (failing && text.startsWith("#")) this.#explain(text);
      failing = /^not ok/.test(text) || (failing && text.startsWith("#"));
    }
  }

  fail(line: number, reason: string): void {
    this.#broken = true;
    this.#failures.push(`${line}: ${reason}`);
  }

  report(): TapReport {
    const failures = [...this.#failures];
    if (this.#planned === null && !this.#broken) failures.push("1: has no plan");
    else if (this.#planned !== null && this.#planned !== this.#ran && !this.#broken) {
      failures.push(`1: planned ${this.#planned} tests but ran ${this.#ran}`);
    }
    return { passed: this.#passed, failures };
  }

  #pass(): void {
    this.#ran++;
    this.#passed++;
  }

  #miss(line: number, text: string): void {
    this.#ran++;
    this.#failures.push(`${line}: ${text}`);
  }

  #explain(text: string): void {
    this.#failures.push(`${this.#failures.pop() ?? ""}\n    ${text}`);
  }
}
