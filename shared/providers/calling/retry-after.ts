// A provider that asks for more than a month is asking for the next quota period.
const LONGEST = 31 * 86_400;

/** The header Retry-After in whole seconds from `now` (epoch ms): a number of seconds or an HTTP date. */
export function readRetryAfter(headers: Headers, now: number): number | null {
  const text = headers.get("retry-after")?.trim();
  if (!text) return null;
  if (/^\d+$/.test(text)) return Math.min(Number(text), LONGEST);
  // An HTTP date begins with the name of a weekday; Date.parse would also take "-5" or "1.5".
  const at = /^[A-Za-z]{3,9},? /.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(at)) return null;
  return Math.min(Math.max(0, Math.ceil((at - now) / 1000)), LONGEST);
}
