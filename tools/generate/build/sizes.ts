/** Size of a file as a server sends it compressed. */
export async function gzippedSize(path: string): Promise<number> {
  const file = await Deno.open(path);
  const zipped = file.readable.pipeThrough(new CompressionStream("gzip"));
  return (await new Response(zipped).bytes()).byteLength;
}

/** One line a file, then what a visitor of each part loads. */
export function sizeTable(sizes: Readonly<Record<string, number>>): string {
  const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`.padStart(9);
  const lines = Object.entries(sizes).map(([file, bytes]) => `${kilobytes(bytes)}  ${file}`);
  return ["gzipped", ...lines].join("\n");
}
