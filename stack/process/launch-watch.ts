import { commandLineOf, identityOf, isAlive, parentOf, type ProcessIdentity } from "./process-identity.ts";

const POLL_MS = 1000;

/**
 * Calls `onEnd` when one of the processes that launched us ends. `npx deno task start` is a chain of npx, shell, deno and deno;
 * a signal to npx ends the first link only, and nobody tells us. Our own parent is watched everywhere,
 * the rest of the chain where there is /proc.
 */
export async function watchLaunchers(onEnd: () => void): Promise<{ stop(): void }> {
  const parent = Deno.ppid;
  const launchers = await findLaunchers(parent);
  const timer = setInterval(async () => {
    const alive = await Promise.all(launchers.map(isAlive));
    if (Deno.ppid !== parent || alive.includes(false)) onEnd();
  }, POLL_MS);
  Deno.unrefTimer(timer);
  return { stop: () => clearInterval(timer) };
}

/** The ancestors that are npx, npm, deno or the shell between them; not the shell of the person. */
async function findLaunchers(parent: number): Promise<readonly ProcessIdentity[]> {
  const chain: number[] = [];
  for (let pid: number | null = parent; pid !== null && pid > 1; pid = parentOf(pid)) {
    if (!isLauncher(commandLineOf(pid))) break;
    chain.push(pid);
  }
  const identities = await Promise.all(chain.map(identityOf));
  return identities.filter((identity) => identity !== null);
}

/** Pure, on a command line with words joined by blanks. */
export function isLauncher(commandLine: string): boolean {
  return /(?:^|\/|\s)deno(?:\.exe)?\s+task\b/.test(commandLine) ||
    /^(?:\S*\/)?node\s+\S*(?:npx|npm|deno)\S*\s/.test(commandLine) ||
    /^np[mx]\s/.test(commandLine) ||
    /^(?:\S*\/)?sh\s+-c\s+["']?deno\b/.test(commandLine);
}
