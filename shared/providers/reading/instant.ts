import { ProviderError } from "../../errors.ts";

// Outside these years a number is not a time in the unit that the field documents: seconds read as
// milliseconds land in 1970, milliseconds read as seconds in the year 58,000.
const EARLIEST = Date.UTC(1990, 0, 1);
const LATEST = Date.UTC(2200, 0, 1);

function instant(milliseconds: number, provider: string): string {
  if (!(milliseconds >= EARLIEST && milliseconds < LATEST)) {
    throw new ProviderError(`Cannot read the time of ${provider}: it is not between 1990 and 2200`, {
      provider,
      failure: "bad_response",
    });
  }
  return new Date(milliseconds).toISOString();
}

/** Unix seconds → RFC 3339 UTC with milliseconds and Z. */
export function fromUnixSeconds(seconds: number, provider: string): string {
  return instant(Math.trunc(seconds * 1000), provider);
}

/** Unix milliseconds → RFC 3339 UTC with milliseconds and Z. */
export function fromUnixMilliseconds(milliseconds: number, provider: string): string {
  return instant(Math.trunc(milliseconds), provider);
}

/** RFC 3339 text with an offset, already checked by the schema → the same instant in UTC with Z. */
export function fromIso(text: string, provider: string): string {
  return instant(Date.parse(text), provider);
}

/** A reference date, YYYY-MM-DD, already checked by the schema → midnight UTC of that date. */
export function fromDate(date: string, provider: string): string {
  return instant(Date.parse(`${date}T00:00:00Z`), provider);
}
