import { ignore } from "../../../stack/ignore.ts";
import { join } from "node:path";
import { functionEnvironment } from "../../../stack/config/function-environment.ts";
import { type BundleProcess, runBundle } from "./bundle-process.ts";
import type { Upload } from "./recording-api.ts";
import type { TestStack } from "../../../stack/testing/test-stack.ts";

/**
 * What a hosted project looks like from outside: uploads that run under Deno 2.1 at /functions/v1, everything else
 * answered by the local stack.
 */
export interface HostedProject {
  readonly url: string;
  /** Running functions by slug. */
  readonly functions: ReadonlyMap<string, BundleProcess>;
  /** Starts what was uploaded, and ends what ran before. */
  deploy(uploads: Iterable<Upload>): Promise<void>;
  stop(): Promise<void>;
}

export function startHostedProject(
  stack: TestStack,
  { folder, env = {} }: { readonly folder: string; readonly env?: Readonly<Record<string, string>> },
): HostedProject {
  const functions = new Map<string, BundleProcess>();
  let release = 0;

  async function stopFunctions(): Promise<void> {
    await Promise.all([...functions.values()].map((one) => one.stop()));
    functions.clear();
  }

  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: ignore }, (request) => {
    const { pathname, search } = new URL(request.url);
    const slug = /^\/functions\/v1\/([^/]+)/.exec(pathname)?.[1];
    if (slug === undefined) return fetch(new Request(`${stack.url}${pathname}${search}`, request));
    const target = functions.get(slug);
    if (target === undefined) return Response.json({ code: "NOT_FOUND" }, { status: 404 });
    return fetch(new Request(`${target.url}${pathname.slice("/functions/v1".length)}${search}`, request));
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  return {
    url,
    functions,
    async deploy(uploads): Promise<void> {
      await stopFunctions();
      release++;
      await Promise.all([...uploads].map(async (upload) => {
        const home = join(folder, `release-${release}`, upload.slug);
        functions.set(
          upload.slug,
          await runBundle(upload, { folder: home, env: { ...platformEnv(stack), ...env } }),
        );
      }));
    },
    async stop(): Promise<void> {
      await stopFunctions();
      await server.shutdown();
    },
  };
}

/** What the platform tells functions, as the stack does. */
export function platformEnv(stack: TestStack): Readonly<Record<string, string>> {
  return functionEnvironment({
    secrets: stack.keys,
    projectUrl: stack.url,
    databaseUrl: stack.dbUrl,
    origin: { kind: "simulate", reason: "a test" },
    upstreamUrl: stack.upstreamUrl,
    env: {},
  });
}
