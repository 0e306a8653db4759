import type { BuildManifest } from "./freshness.ts";

/** What a page loads together, with the most that it may weigh. */
export interface Bundle {
  readonly name: string;
  /** Gzipped. */
  readonly limitBytes: number;
  readonly has: (file: string) => boolean;
}

export const BUNDLES: readonly Bundle[] = [
  {
    name: "client",
    limitBytes: 10_000,
    // The adapters load on need only.
    has: (file) => file.startsWith("client/") && file.endsWith(".js") && !file.includes("direct-source"),
  },
  { name: "serverless-api.js", limitBytes: 10_000, has: (file) => file === "serverless-api.js" },
  { name: "dashboard", limitBytes: 150_000, has: (file) => file.startsWith("dashboard/") },
];

/** Gzipped bytes of a part, as the build measured them. */
export function bytesOf({ has }: Bundle, { gzippedBytes }: BuildManifest): number {
  return Object.entries(gzippedBytes).reduce((sum, [file, bytes]) => has(file) ? sum + bytes : sum, 0);
}
