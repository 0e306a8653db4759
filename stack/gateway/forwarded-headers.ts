/** Headers that speak about one connection and end with it (RFC 9110, 7.6.1). */
const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/** What a client might claim about where it comes from; only the gateway knows. */
const CLAIMS = [
  "cf-connecting-ip",
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-port",
  "x-forwarded-prefix",
  "x-forwarded-proto",
  "x-real-ip",
  "sb-api-key",
];

const DROPPED: ReadonlySet<string> = new Set([...HOP_BY_HOP, ...CLAIMS]);

/**
 * The headers for the next hop, with the client's address as we see it. One pass over what is there: deleting by name
 * took most of the gateway's time.
 */
export function forwardedHeaders(headers: Headers, clientAddress: string): [string, string][] {
  const connection = headers.get("connection");
  const named = connection === null ? null : connection.toLowerCase().split(",").map((name) => name.trim());
  const kept: [string, string][] = [["x-forwarded-for", clientAddress]];
  for (const header of headers) {
    if (!DROPPED.has(header[0]) && !named?.includes(header[0])) kept.push(header);
  }
  return kept;
}

/** The headers of an answer that may go on to the client. */
export function returnedHeaders(headers: Headers): Headers {
  const returned = new Headers(headers);
  for (const name of HOP_BY_HOP) returned.delete(name);
  for (const name of [...returned.keys()]) {
    if (name.startsWith("access-control-")) returned.delete(name);
  }
  return returned;
}
