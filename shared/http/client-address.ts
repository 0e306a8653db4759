/** All requests whose sender the platform does not name share one allowance. */
const UNKNOWN = "unknown";

/**
 * Who is asking, for limits: the address that the platform's front door saw. IPv6 is cut to its /64, because one
 * customer has all of that.
 *
 * Hosted projects are behind Cloudflare, which writes CF-Connecting-IP itself whatever the client sent. X-Forwarded-For
 * is no help there: it begins with what the client sent and ends with hops of the platform, which many clients share.
 * Where there is no Cloudflare (the local stack, whose gateway drops CF-Connecting-IP; a proxy of one's own, which has to)
 * the last entry of X-Forwarded-For is the one that the gateway wrote.
 */
export function clientAddress(headers: Headers): string {
  const written = headers.get("cf-connecting-ip") ?? headers.get("x-forwarded-for")?.split(",").at(-1) ?? "";
  const address = written.trim();
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(address)?.[1];
  return ipv4(bracketed ?? address) ?? ipv6(bracketed ?? address) ?? UNKNOWN;
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
