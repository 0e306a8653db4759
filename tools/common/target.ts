import { Secret } from "../../shared/secret.ts";
import { createStore, type Store } from "../../shared/store/store.ts";
import { type StackFolder, stackFolder } from "../../stack/config/folder.ts";
import { loadSecrets } from "../../stack/config/secrets.ts";
import { StackError } from "../../stack/stack-error.ts";
import { readState } from "../../stack/config/state-file.ts";

/** A project that a tool works on, with the right to write. */
export interface Target {
  /** "the local stack" or the address. */
  readonly name: string;
  readonly url: string;
  readonly secretKey: Secret;
  readonly store: Store;
}

export interface TargetOptions {
  /** Address of a hosted project; null for the local stack. */
  readonly url: string | null;
  /** Folder of the local stack. */
  readonly dir: string;
  readonly env: (name: string) => string | undefined;
}

/** A batch into a slow free project may take its time. */
const TIMEOUT_MS = 60_000;

/** The local stack that runs from a folder, or a hosted project with the key of SPOT_SECRET_KEY or of the prompt. */
export async function findTarget({ url, dir, env }: TargetOptions): Promise<Target> {
  if (url === null) return await localTarget(stackFolder(dir));
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new StackError(`Cannot use ${url}: it is not the address of a project`, {
      hint: "--url https://<project>.supabase.co",
    });
  }
  const key = env("SPOT_SECRET_KEY")?.trim() || askForKey();
  const origin = new URL(url).origin;
  return target(origin, { url: origin, key });
}

async function localTarget(folder: StackFolder): Promise<Target> {
  const state = await readState(folder);
  if (state === null || !state.ready) {
    throw new StackError(`Cannot reach the local stack: none runs from ${folder.root}`, {
      hint: "`deno task start` starts it; --url names a hosted project",
    });
  }
  const { secretKey } = await loadSecrets(folder);
  return target("the local stack", { url: `http://127.0.0.1:${state.ports.gateway}`, key: secretKey });
}

function target(name: string, { url, key }: { url: string; key: string }): Target {
  const secretKey = new Secret(key);
  const store = createStore({
    supabaseUrl: url,
    key: secretKey,
    fetch: (request) => fetch(request),
    timeoutMs: TIMEOUT_MS,
  });
  return { name, url, secretKey, store };
}

/** Typed without being shown; never taken from the command line, which everybody on the machine can read. */
function askForKey(): string {
  if (!Deno.stdin.isTerminal()) {
    throw new StackError("Cannot write to a hosted project: no secret key is given", {
      hint: "Set SPOT_SECRET_KEY to the project's secret key (sb_secret_…)",
    });
  }
  Deno.stderr.writeSync(new TextEncoder().encode("Secret key (sb_secret_…): "));
  const bytes: number[] = [];
  const one = new Uint8Array(1);
  Deno.stdin.setRaw(true, { cbreak: true });
  try {
    while (Deno.stdin.readSync(one) !== null && one[0] !== 10 && one[0] !== 13) {
      if (one[0] === 127 || one[0] === 8) bytes.pop();
      else bytes.push(one[0] ?? 0);
    }
  } finally {
    Deno.stdin.setRaw(false);
    Deno.stderr.writeSync(new TextEncoder().encode("\n"));
  }
  const key = new TextDecoder().decode(new Uint8Array(bytes)).trim();
  if (key === "") throw new StackError("Cannot write to a hosted project: no secret key was typed");
  return key;
}
