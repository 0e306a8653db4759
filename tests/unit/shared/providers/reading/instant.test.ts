import assert from "node:assert/strict";
import { ProviderError } from "../../../../../shared/errors.ts";
import {
  fromDate,
  fromIso,
  fromUnixMilliseconds,
  fromUnixSeconds,
} from "../../../../../shared/providers/reading/instant.ts";

Deno.test("instants of every form become UTC with milliseconds and Z", () => {
  assert.equal(fromUnixSeconds(1772041039, "p"), "2026-02-25T17:37:19.000Z");
  assert.equal(fromUnixMilliseconds(1787059781075, "p"), "2026-08-18T13:29:41.075Z");
  assert.equal(fromIso("2026-11-20T15:30:02+02:00", "p"), "2026-11-20T13:30:02.000Z");
  assert.equal(fromDate("2026-11-20", "p"), "2026-11-20T00:00:00.000Z");
});

for (
  const [name, read] of [
    ["milliseconds in a field of seconds", () => fromUnixSeconds(1787059781075, "p")],
    ["seconds in a field of milliseconds", () => fromUnixMilliseconds(1772041039, "p")],
    ["zero", () => fromUnixSeconds(0, "p")],
    ["a number beyond every calendar", () => fromUnixSeconds(1e300, "p")],
  ] as const
) {
  Deno.test(`an instant is not read from ${name}`, () => {
    assert.throws(read, (error) => error instanceof ProviderError && error.failure === "bad_response");
  });
}
