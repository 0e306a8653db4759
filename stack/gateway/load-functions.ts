import { pathToFileURL } from "node:url";
import type { DeclaredFunction } from "../config/project-config.ts";
import { exists } from "../config/folder.ts";
import type { HostedFunction } from "./function-host.ts";

/**
 * Imports every declared function. A missing folder is left out (404, as where it was never deployed); one whose
 * import fails answers 503, as the platform does, and the others run.
 */
export async function loadFunctions(
  declared: readonly DeclaredFunction[],
  { log }: { readonly log: (line: string) => void },
): Promise<ReadonlyMap<string, HostedFunction>> {
  const loaded = await Promise.all(declared.map((one) => loadFunction(one, log)));
  return new Map(loaded.filter((one) => one !== null).map((one) => [one.name, one]));
}

async function loadFunction(
  declared: DeclaredFunction,
  log: (line: string) => void,
): Promise<HostedFunction | null> {
  const { name, entrypoint, verifyJwt } = declared;
  if (!exists(entrypoint)) {
    log(`${name}: ${entrypoint} does not exist`);
    return null;
  }
  try {
    const { default: module } = await import(pathToFileURL(entrypoint).href);
    if (typeof module?.fetch !== "function") throw new TypeError("its default export has no fetch");
    return { name, verifyJwt, module: { fetch: (request) => module.fetch(request) } };
  } catch (error) {
    const failed = error instanceof Error ? error.stack ?? error.message : String(error);
    log(`${name} cannot be loaded: ${failed}`);
    return { name, verifyJwt, module: { failed } };
  }
}
