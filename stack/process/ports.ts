import { StackError } from "../stack-error.ts";

/** True if nothing listens on this loopback port. */
export function isFree(port: number): boolean {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    if (error instanceof Deno.errors.PermissionDenied) {
      throw new StackError(`Cannot listen on port ${port}: this user may not`, {
        hint: "Choose a port above 1023",
      });
    }
    throw error;
  }
}

/** Throws StackError naming the port, who wanted it and the option that chooses another. */
export function requireFree(port: number, facts: { readonly use: string; readonly option: string }): void {
  if (isFree(port)) return;
  throw new StackError(`Cannot start ${facts.use}: port ${port} is in use by another program`, {
    hint: `Choose another port: deno task start ${facts.option} N`,
  });
}

// Below the range from which systems take ports for outgoing connections (from 32768 on Linux): a port from there may
// be taken by any connection between this look and its use.
const LOWEST = 20_000;
const HIGHEST = 32_000;

/** Different ports that are free now. */
export function freePorts(count: number): readonly number[] {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (isFree(port)) ports.add(port);
  }
  return [...ports];
}
