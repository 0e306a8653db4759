/** Where a backend answers what. */
export interface Address {
  /** As it was given, for messages. */
  readonly url: string;
  readonly health: string;
  readonly prices: string;
  /** Root of the static layouts that the StackTrackr app reads. */
  readonly feed: string;
}

/** Of the local stack: aliases on 3001, Supabase's local port. */
export const LOCAL_URLS: readonly string[] = ["http://localhost:3001", "http://127.0.0.1:54321"];

/**
 * The two paths of a backend. A project URL has its functions below `/functions/v1`, also when that is given as part
 * of it; port 3001 is the alias port of the local stack and of the first StackTrackr server.
 *
 * @throws TypeError for a text that is no http(s) URL
 */
export function addressOf(url: string): Address {
  const parsed = new URL(url);
  if (parsed.protocol !== "https:" && parsed.protocol !== "http:") {
    throw new TypeError(`Cannot use "${url}": it must be an http or https address`);
  }
  const base = (parsed.origin + parsed.pathname).replace(/\/+$/, "");
  if (parsed.port === "3001" && parsed.pathname === "/") {
    return { url, health: `${base}/health`, prices: `${base}/api/prices`, feed: `${base}/functions/v1/feed` };
  }
  const functions = base.endsWith("/functions/v1") ? base : `${base}/functions/v1`;
  return {
    url,
    health: `${functions}/health`,
    prices: `${functions}/prices-read`,
    feed: `${functions}/feed`,
  };
}
