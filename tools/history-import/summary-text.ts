import type { ImportSummary } from "./run-import.ts";

const ROWS_SHOWN = 10;

/** What an import did, for people. */
export function summaryText(summary: ImportSummary, { dryRun }: { readonly dryRun: boolean }): string {
  const { files, rows, milliseconds, conflicts, conflicting, refused } = summary;
  const seconds = milliseconds / 1000;
  const rate = Math.round(rows / Math.max(0.001, seconds)).toLocaleString("en");
  const lines = [
    `${rows.toLocaleString("en")} rows of ${files} ${files === 1 ? "file" : "files"} in ${
      seconds.toFixed(1)
    } s (${rate} a second)${dryRun ? ", nothing written: a dry run" : ""}`,
    line("new", summary.new),
    line("same", summary.same, "stored before with this very price"),
    line(
      "conflicting",
      conflicting,
      "another price is stored for the time, or its day was pulled; that stays",
    ),
    line("rejected", refused.length),
  ];
  for (const [reason, count] of countBy(refused.map((row) => row.reason))) {
    lines.push(line(`  ${reason}`, count));
  }
  for (const { place, reason, detail } of refused.slice(0, ROWS_SHOWN)) {
    lines.push(`  ${place}: ${reason}, ${detail}`);
  }
  if (refused.length > ROWS_SHOWN) lines.push(`  … and ${refused.length - ROWS_SHOWN} more`);
  if (conflicts.length > 0) lines.push("Conflicts (stored price first):");
  for (const one of conflicts.slice(0, ROWS_SHOWN)) {
    const stored = one.stored_provider === "" ? "same file" : one.stored_provider;
    lines.push(
      `  ${one.ts} ${one.metal}: ${one.stored} (${stored}), file ${one.offered} (${one.offered_provider})`,
    );
  }
  return lines.join("\n");
}

function line(name: string, count: number, note = ""): string {
  const text = `  ${name.padEnd(14)} ${count.toLocaleString("en").padStart(10)}`;
  return note === "" || count === 0 ? text : `${text}  ${note}`;
}

function countBy(words: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}
