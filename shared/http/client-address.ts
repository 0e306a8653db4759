/** All requests whose sender the platform does not name share one allowance. */
const UNKNOWN = "unknown";

/**
 * Who is asking, for limits: the address that the platform's gateway saw. Only the last entry of X-Forwarded-For is
 * the gateway's own; whatever stands before it was sent by the client and may be invented. IPv6 is cut to its /64,
 * because one customer has all of that.
 */
export function clientAddress(headers: Headers): string {
  const last = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "";
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(last)?.[1];
  return ipv4(bracketed ?? last) ?? ipv6(bracketed ?? last) ?? UNKNOWN;
}

function ipv4(text: string): string | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?::\d+)?$/.exec(text);
  if (match === null) return null;
  const bytes = match.slice(1, 5).map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes.join(".") : null;
}

function ipv6(text: string): string | null {
  const [address = ""] = text.split("%");
  const mapped = /^(?:0*:)*:?ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return ipv4(mapped);
  const host = `http://[${address}]`;
  if (!address.includes(":") || !URL.canParse(host)) return null;
  // The URL rules write an address in one way only, so that one client has one name.
  const [head = "", tail] = new URL(host).hostname.slice(1, -1).split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array.from({ length: zeros }, () => "0"), ...right];
  return `${groups.slice(0, 4).join(":")}::/64`;
}
