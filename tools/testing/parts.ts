import { StackError } from "../../stack/stack-error.ts";

/** One part of the suite. The word after `deno task test`. */
export interface Part {
  readonly name: string;
  readonly about: string;
  /** Arguments of `deno` before the paths, with what the part is allowed to do. */
  readonly run: readonly string[];
  /** What is run where no file is named. A named file belongs to the part whose path holds it. */
  readonly paths: readonly string[];
  /** Why the part runs by name and with `all` only; null where it is part of every run. */
  readonly onlyByName: string | null;
}

const TEST = ["test", "--no-check", "-A"];
const UNIT = ["--allow-read", "--allow-env=FIXTURES_DIR,CI"];

/** Every part, quickest news first. */
export const PARTS: readonly Part[] = [
  part("unit", "unit and contract tests, without network", {
    run: ["test", "--no-check", ...UNIT],
    paths: ["tests/unit"],
  }),
  part("db", "pgTAP files of supabase/tests on a fresh database", {
    run: ["run", "-A", "tools/testing/run-pgtap.ts"],
    paths: ["supabase/tests"],
  }),
  part("stack", "black-box tests of the local stack: start, stop, crashes, stand-ins", {
    run: TEST,
    paths: ["tests/stack"],
  }),
  part("http", "black-box tests of the functions over HTTP", {
    run: [...TEST, "--preload=tests/support/http/check-every-answer.ts"],
    paths: ["tests/http"],
  }),
  part("calculations", "reads and market calendar of the database against TypeScript, with random data", {
    run: TEST,
    paths: ["tests/calculations"],
  }),
  part("browser", "dashboard, client and drop-in script in real Chromium (from npm)", {
    run: ["test", "-c", "tests/browser/deno.json", "--lock", "tests/browser/deno.lock", "-A"],
    paths: ["tests/browser"],
  }),
  part("fuzz", "a small share of `drill fuzz`", { run: TEST, paths: ["tests/fuzz"] }),
  part("soak", "a small share of `drill soak`", { run: TEST, paths: ["tests/soak"] }),
  part("faults", "a small share of `drill faults`", { run: TEST, paths: ["tests/faults"] }),
  part("world", "a small share of `drill world`", { run: TEST, paths: ["tests/world"] }),
  part("rights", "breaks every policy, grant and setting in turn and shows that pgTAP notices", {
    run: ["run", "-A", "tools/testing/rights/main.ts"],
    onlyByName: "breaks every right in turn, which takes minutes",
  }),
  part("advisors", "Supabase's own advisors and lint over the migrated database", {
    run: TEST,
    paths: ["tests/advisors"],
    onlyByName: "needs Supabase's CLI",
  }),
  part("deploy", "deploys with the real CLI against a recording API and runs the uploads under Deno 2.1", {
    run: TEST,
    paths: ["tests/deploy"],
    onlyByName: "needs Supabase's CLI and Deno 2.1",
  }),
  part("deno21", "unit tests of shared/ and functions/ under Deno 2.1, which the hosted platform runs", {
    run: ["run", "-A", "tools/testing/deno-21.ts", "--no-check", ...UNIT, "--reporter=dot"],
    onlyByName: "needs Deno 2.1; the same unit tests once more",
  }),
  part("pg-cron", "the migrations on Debian's Postgres 15 with the real pg_cron", {
    run: TEST,
    paths: ["tests/pg-cron"],
    onlyByName: "needs Debian's Postgres and pg_cron",
  }),
  part("scale", "a caching proxy in front, a streaming replica behind", {
    run: TEST,
    paths: ["tests/scale"],
    onlyByName: "needs Debian's nginx",
  }),
];

/** A part with the files to run. */
export interface Choice {
  readonly part: Part;
  readonly paths: readonly string[];
}

/**
 * What to run for these words: names of parts, `all`, files or folders of parts. Without words all parts but those
 * that run by name only.
 *
 * @throws StackError where a word is neither a part nor a path of one
 */
export function choose(words: readonly string[]): readonly Choice[] {
  const all = words.includes("all");
  const named = words.filter((word) => word !== "all");
  const unknown = named.filter((word) => partOf(word) === null);
  if (unknown.length > 0) {
    const names = PARTS.map(({ name }) => name).join(", ");
    throw new StackError(`Cannot test ${unknown.join(", ")}: not a part, nor a file of one`, {
      hint: `Parts: ${names}, all`,
    });
  }
  return PARTS.flatMap((part) => {
    const own = named.filter((word) => partOf(word) === part);
    const isWanted = all || own.length > 0 || (words.length === 0 && part.onlyByName === null);
    if (!isWanted) return [];
    const isWhole = all || own.length === 0 || own.includes(part.name);
    return [{ part, paths: isWhole ? part.paths : own }];
  });
}

/** The arguments of `deno` for a choice. */
export function commandOf({ part, paths }: Choice, options: readonly string[] = []): readonly string[] {
  return [...part.run, ...paths, ...options];
}

function partOf(word: string): Part | null {
  const path = word.replace(/^\.\//, "").replace(/\/$/, "");
  return PARTS.find(({ name, paths }) =>
    word === name || paths.some((one) => path === one || path.startsWith(`${one}/`))
  ) ?? null;
}

function part(
  name: string,
  about: string,
  { run, paths = [], onlyByName = null }: {
    readonly run: readonly string[];
    readonly paths?: readonly string[];
    readonly onlyByName?: string | null;
  },
): Part {
  return { name, about, run, paths, onlyByName };
}
