/**
 * Stand-in for all price providers on 127.0.0.1, for machines without internet or keys.
 *
 *   deno run --allow-net=127.0.0.1 --allow-read stack/upstream/main.ts --port 4000 --mode simulate [--seed S]
 *   deno run --allow-net=127.0.0.1 --allow-read stack/upstream/main.ts --port 4000 --mode replay --file F
 *
 * --quota refuses calls beyond the starting quotas; --daily KEY (repeatable) gives a provider day-old data.
 */
import { parseArgs } from "node:util";
import { createUpstream, type UpstreamOptions } from "./create-upstream.ts";
import { readRecording } from "./read-recording.ts";

function readOptions(): { readonly port: number; readonly options: UpstreamOptions; readonly what: string } {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      port: { type: "string" },
      mode: { type: "string", default: "simulate" },
      file: { type: "string" },
      seed: { type: "string" },
      quota: { type: "boolean", default: false },
      daily: { type: "string", multiple: true, default: [] },
    },
  });
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error("Cannot start: --port is not a port");
  }
  const common = { now: Date.now, enforceQuota: values.quota, daily: values.daily };
  if (values.mode === "simulate") {
    const seed = values.seed === undefined ? {} : { seed: values.seed };
    return { port, options: { ...common, ...seed }, what: "INVENTED prices (simulated, not real)" };
  }
  if (values.mode !== "replay" || values.file === undefined) {
    throw new Error("Cannot start: --mode is simulate, or replay with --file");
  }
  const rows = readRecording(Deno.readTextFileSync(values.file));
  return {
    port,
    options: { ...common, rows },
    what: `RECORDED prices (replayed, not live) of ${values.file}`,
  };
}

function start(): void {
  const { port, options, what } = readOptions();
  const upstream = createUpstream(options);
  Deno.serve({
    hostname: "127.0.0.1",
    port,
    onListen: ({ port: bound }) => print(`upstream stand-in: ${what} on http://127.0.0.1:${bound}`),
  }, upstream);
  // At once: bodies that stall on command would hold up an orderly end for ever.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => Deno.exit(0));
  }
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

if (import.meta.main) {
  try {
    start();
  } catch (error) {
    print(error instanceof Error ? error.message : String(error));
    Deno.exit(1);
  }
}
