import { cpus, totalmem } from "node:os";
import type { Row } from "./row.ts";

const BEGIN = "<!-- table: deno task bench --write -->";
const END = "<!-- end of table -->";

/** The figures as a Markdown table. */
export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map((one) => [
    one.what,
    one.value,
    one.baseline,
    one.ratio,
    one.goal,
    one.isMet === null ? "" : one.isMet ? "yes" : "**no**",
  ]);
  const lines = [["what", "measured", "baseline", "ratio", "goal", "met"], [
    "---",
    "---",
    "---",
    "---",
    "---",
    "---",
  ], ...cells];
  return lines.map((line) => `| ${line.join(" | ")} |`).join("\n");
}

/** Where and when, in one line. */
export function machine(): string {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${
    first?.model ?? "unknown"
  }), ${memory} GB, Deno ${Deno.version.deno}, load, database and functions on the same machine.`;
}

/** The page with its table replaced. */
export function withTable(page: string, table: string): string {
  const [before, rest = ""] = page.split(BEGIN);
  return `${before}${BEGIN}\n${table}\n${END}${rest.split(END)[1] ?? "\n"}`;
}
