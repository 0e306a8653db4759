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
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-port",
  "x-forwarded-prefix",
  "x-forwarded-proto",
  "x-real-ip",
  "sb-api-key",
];

/** A copy of the headers for the next hop, with the client's address as we see it. */
export function forwardedHeaders(headers: Headers, clientAddress: string): Headers {
  const forwarded = new Headers(headers);
  for (const name of headers.get("connection")?.split(",") ?? []) {
    const token = name.trim();
    if (/^[\w!#$%&'*+.^`|~-]+$/.test(token)) forwarded.delete(token);
  }
  for (const name of HOP_BY_HOP) forwarded.delete(name);
  for (const name of CLAIMS) forwarded.delete(name);
  forwarded.set("x-forwarded-for", clientAddress);
  return forwarded;
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
