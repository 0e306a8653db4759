import { readBuildManifest } from "../generate/build/freshness.ts";
import { BUNDLES, bytesOf } from "../generate/build/bundles.ts";
import { type Row, row, wholePercent } from "./row.ts";

/** What pages load, gzipped, as the last `deno task generate build` measured it. */
export function measureBundles(root: string): readonly Row[] {
  const manifest = readBuildManifest(root);
  if (manifest === null) throw new Error("Cannot measure bundles: dist/ is not built");
  return BUNDLES.map((part) => {
    const bytes = bytesOf(part, manifest);
    return row(`${part.name}, gzipped`, {
      value: kilobytes(bytes),
      ratio: wholePercent(bytes / part.limitBytes),
      goal: `≤ ${kilobytes(part.limitBytes)}`,
      isMet: bytes <= part.limitBytes,
    });
  });
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
