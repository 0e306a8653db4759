/** A short path and what it means. */
export interface Alias {
  readonly name: string;
  /** What the function sees, beginning with `/<name>`. */
  readonly path: string;
}

/** The function behind a seed-compatible path such as `/api/prices`; null for any other path. */
export function resolveAlias(pathname: string): Alias | null {
  const [, first, second, ...rest] = pathname.split("/");
  if (first === "health" && second === undefined) return { name: "health", path: "/health" };
  if (first !== "api") return null;
  if (second === "prices" && rest.length === 0) return { name: "prices-read", path: "/prices-read" };
  if (second === "config" && rest.length === 0) return { name: "config", path: "/config" };
  if (second !== "proxy") return null;
  const [provider, ...operation] = rest;
  if (provider === undefined || provider === "" || operation.includes("")) return null;
  const asked = operation.length === 0 ? "latest" : operation.join("/");
  return { name: "provider-proxy", path: `/provider-proxy/${provider}/${asked}` };
}
