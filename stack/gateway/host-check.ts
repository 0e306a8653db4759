/**
 * True if a Host header names this machine's loopback. Anything else is a page of another site that had its name
 * resolve to 127.0.0.1 (DNS rebinding), and would read answers as if it were ours.
 */
export function isLoopbackHost(host: string | null): boolean {
  if (host === null) return false;
  return /^(?:localhost|[a-z0-9-]+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i.test(host);
}
