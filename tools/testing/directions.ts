/** What tools may use of the stack: what it is made of, not the processes inside it. */
const STACK = [
  "stack/commands/run-command.ts",
  "stack/config",
  "stack/database",
  "stack/process",
  "stack/ignore.ts",
  "stack/project-root.ts",
  "stack/stack-error.ts",
  "stack/stack.ts",
];
const TOOL = ["shared", "tools/common", ...STACK];
const SIMULATOR = "stack/upstream";
const HARNESS = "stack/testing";
const SOURCES = ["shared", "functions", "web", "stack", "tools"];

/**
 * What each folder may import from this repository besides itself. The longest folder that holds a file counts; a
 * folder of stack/ or tools/ without a line here is refused.
 */
export const DIRECTIONS: Readonly<Record<string, readonly string[]>> = {
  "shared/schemas": ["shared/http/query.ts"],
  "shared/market": [],
  "shared/providers": ["shared/schemas", "shared/errors.ts", "shared/secret.ts", "shared/sleep.ts"],
  "shared/reference": ["shared/market", "shared/schemas"],
  "shared/validation": [
    "shared/market",
    "shared/reference",
    "shared/providers/provider.ts",
    "shared/schemas",
    "shared/errors.ts",
  ],
  "shared/consensus": ["shared/market", "shared/reference", "shared/validation", "shared/schemas"],
  "shared": [],
  "functions": ["shared"],

  "web/client": [
    "shared/schemas",
    "shared/errors.ts",
    "shared/providers",
    "shared/secret.ts",
    "shared/sleep.ts",
    // Direct prices are judged by the very rules of the backend.
    "shared/fx",
    "shared/market",
    "shared/reference",
    "shared/validation",
    "shared/read/read-parameters.ts",
  ],
  "web": ["shared"],

  // From the ground up: each may use what stands above it in this list.
  "stack/process": ["stack/stack-error.ts"],
  "stack/config": [
    "stack/process",
    "stack/stack-error.ts",
    "shared/providers/registry.ts",
    "shared/schemas/origin.ts",
  ],
  "stack/upstream": ["shared"],
  "stack/database": [
    "shared",
    "stack/config",
    "stack/process",
    "stack/upstream/simulated-prices.ts",
    "stack/ignore.ts",
    "stack/stack-error.ts",
  ],
  "stack/gateway": ["stack/config", "stack/process", "stack/ignore.ts"],
  "stack/worker": ["stack/process", "stack/ignore.ts"],
  "stack/services": [
    "stack/config",
    "stack/database",
    "stack/gateway",
    "stack/process",
    "stack/worker",
    "stack/stack-error.ts",
  ],
  "stack/commands": ["stack"],
  "stack/testing": [
    "stack/config",
    "stack/database",
    "stack/process",
    "stack/services",
    "stack/ignore.ts",
    "stack/project-root.ts",
    "stack/stack-error.ts",
    "stack/stack.ts",
  ],
  // stack.ts puts them together.
  "stack": ["stack/config", "stack/database", "stack/process", "stack/services", "stack/stack-error.ts"],

  "tools/common": ["shared", ...STACK],
  "tools/backfill": TOOL,
  "tools/backup": TOOL,
  "tools/bench": [...TOOL, "functions", "tools/generate/build", "tools/history-import"],
  "tools/deploy": TOOL,
  "tools/drill": TOOL,
  "tools/export": TOOL,
  "tools/fault-study": ["shared", "tools/common", SIMULATOR],
  "tools/generate": [...TOOL, HARNESS],
  "tools/history-import": TOOL,
  "tools/record": ["shared"],
  "tools/replay": [...TOOL, SIMULATOR],
  "tools/restore": [...TOOL, "tools/backup"],
  "tools/simulate-month": ["shared", "tools/common", SIMULATOR],
  "tools/testing": [...TOOL, HARNESS],

  // Unit tests start no stack. Nothing but a test imports a test.
  "tests/unit": [
    "tests/support",
    "shared",
    "functions",
    "web",
    "tools",
    "stack/config",
    "stack/database",
    "stack/gateway",
    "stack/process",
    "stack/upstream",
    "stack/ignore.ts",
    "stack/project-root.ts",
  ],
  "tests/support": SOURCES,
  "tests/soak": ["tests/support", "tests/faults", ...SOURCES],
  "tests": ["tests/support", ...SOURCES],
};

/** The folder whose line counts for a file; null for a file that none holds. */
export function homeOf(path: string): string | null {
  const homes = Object.keys(DIRECTIONS).filter((folder) => path.startsWith(`${folder}/`));
  return homes.toSorted((a, b) => b.length - a.length)[0] ?? null;
}
