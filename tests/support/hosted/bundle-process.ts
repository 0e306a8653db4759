import { dirname, join } from "node:path";
import { TextLineStream } from "../basics/text-lines.ts";
import { findPlatformDeno } from "../../../tools/common/deno-of-the-platform.ts";
import type { Upload } from "./recording-api.ts";
import { PROJECT_ROOT } from "../../../stack/project-root.ts";

const HOST = join(PROJECT_ROOT, "tests", "support", "hosted", "bundle-host.ts");

/** An uploaded function that runs as a process of its own, in a folder that holds nothing but the upload. */
export interface BundleProcess {
  readonly url: string;
  /** Milliseconds from the first import to the last, npm packages being in the cache. */
  readonly bootMs: number;
  /** Processor time that it took to boot, Deno's own start included; null where the system does not tell. */
  readonly bootCpuMs: number | null;
  readonly residentBytes: number;
  readonly deno: string;
  stop(): Promise<void>;
}

/** Unpacks an upload into `folder` and serves it with Deno 2.1. */
export async function runBundle(
  { metadata, files }: Upload,
  { folder, env }: { readonly folder: string; readonly env: Readonly<Record<string, string>> },
): Promise<BundleProcess> {
  for (const [name, bytes] of files) {
    const path = join(folder, name);
    Deno.mkdirSync(dirname(path), { recursive: true });
    Deno.writeFileSync(path, bytes);
  }
  const deno = await findPlatformDeno(PROJECT_ROOT);
  const child = new Deno.Command(deno.command, {
    args: [
      "run",
      "--quiet",
      // A lock file is never uploaded; edge-runtime resolves without one.
      "--no-lock",
      "--no-prompt",
      "--no-config",
      `--import-map=${join(folder, String(metadata["import_map_path"]))}`,
      "--allow-net",
      "--allow-env",
      `--allow-read=${folder}`,
      HOST,
      `file://${join(folder, String(metadata["entrypoint_path"]))}`,
    ],
    cwd: folder,
    clearEnv: true,
    // npm reads nothing but its registry's address.
    env: { PATH: Deno.env.get("PATH") ?? "", HOME: folder, ...npmEnv(), ...deno.env, ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const errors = new Response(child.stderr).text();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
  const reader = lines.getReader();
  const first = await reader.read();
  if (first.done) throw new Error(`Cannot run the upload of ${metadata["name"]}: ${await errors}`);
  const { port, bootMs, deno: version, rss } = JSON.parse(first.value);
  const bootCpuMs = cpuMs(child.pid);
  // What the function logs later is not wanted here, but must not fill the pipe.
  const drained = drain(reader);
  return {
    url: `http://127.0.0.1:${port}`,
    bootMs,
    bootCpuMs,
    residentBytes: rss,
    deno: version,
    async stop(): Promise<void> {
      child.kill("SIGTERM");
      await child.status;
      await Promise.all([drained, errors]);
    },
  };
}

/** Linux counts in hundredths of a second; the fields are counted from behind the name, which may hold spaces. */
function cpuMs(pid: number): number | null {
  if (Deno.build.os !== "linux") return null;
  const fields = Deno.readTextFileSync(`/proc/${pid}/stat`).replace(/^.*\) /s, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function drain(reader: ReadableStreamDefaultReader<string>): Promise<void> {
  while (!(await reader.read()).done);
}

function npmEnv(): Record<string, string> {
  const registry = Deno.env.get("NPM_CONFIG_REGISTRY") ?? Deno.env.get("npm_config_registry");
  return registry === undefined ? {} : { NPM_CONFIG_REGISTRY: registry };
}
