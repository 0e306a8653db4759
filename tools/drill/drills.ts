/** A long run that shows what the service does under stress: too long for the suite, which holds a share of some. */
export interface Drill {
  readonly name: string;
  readonly about: string;
  readonly options: string;
  /** Arguments of `deno`, with what the drill is allowed to do. */
  readonly run: readonly string[];
}

export const DRILLS: readonly Drill[] = [
  {
    name: "simulate-month",
    about: "what a month of calls costs and brings, with a fake clock; --write keeps it in docs/budget.md",
    options: "[--write]",
    run: [
      "run",
      "--allow-read=docs/budget.md",
      "--allow-write=docs/budget.md",
      "tools/simulate-month/main.ts",
    ],
  },
  {
    name: "fault-study",
    about: "what is published while providers lie; --write keeps it in docs/trust.md",
    options: "[--write]",
    run: [
      "run",
      "--allow-read",
      "--allow-env=FIXTURES_DIR",
      "--allow-write=docs/trust.md",
      "tools/fault-study/main.ts",
    ],
  },
  {
    name: "fuzz",
    about: "bad inputs for functions, parsers and the importer",
    options: "[--runs 100000] [--seed N]",
    run: ["run", "-A", "tests/fuzz/main.ts"],
  },
  {
    name: "faults",
    about: "full disk, frozen services, locks, clocks, then kills at random moments",
    options: "[--kills 200] [--seed N]",
    run: ["run", "-A", "tests/faults/main.ts"],
  },
  {
    name: "world",
    about: "random worlds of lying, failing and late providers around the real pull",
    options: "[--runs 2000] [--seed N] [--steps 60] [--only safe,live] [--plant NAME] [--verbose]",
    run: ["run", "--no-check", "-A", "tests/world/main.ts"],
  },
  {
    name: "soak",
    about: "readers, pulls and faults at once, then one client against another",
    options: "[--minutes 10] [--seed N]",
    run: ["run", "-A", "tests/soak/main.ts"],
  },
];
