import { readManifest } from "../generate/build/freshness.ts";
import { bytesOf, PARTS } from "../generate/build/parts.ts";
import { percent, type Row, row } from "./row.ts";

/** What pages load, gzipped, as the last `deno task generate build` measured it. */
export function measureBundles(root: string): readonly Row[] {
  const manifest = readManifest(root);
  if (manifest === null) throw new Error("Cannot measure bundles: dist/ is not built");
  return PARTS.map((part) => {
    const bytes = bytesOf(part, manifest);
    return row(`${part.name}, gzipped`, {
      value: kilobytes(bytes),
      ratio: percent(bytes / part.limitBytes),
      goal: `≤ ${kilobytes(part.limitBytes)}`,
      isMet: bytes <= part.limitBytes,
    });
  });
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
