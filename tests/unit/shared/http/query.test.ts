import assert from "node:assert/strict";
import { z } from "zod";
import { AppError } from "../../../../shared/errors.ts";
import { quoted, readQuery } from "../../../../shared/http/query.ts";

const RULES = {
  schema: z.strictObject({
    unit: z.enum(["toz", "g"], { message: "Units: toz, g" }).default("toz"),
    id: z.string(),
  }),
  allowed: ["unit", "id"],
  codes: { unit: "INPUT_UNKNOWN_UNIT" },
} as const;

function refusal(query: string): AppError {
  try {
    const value = readQuery(new URL(`http://function/?${query}`), RULES);
    return assert.fail(JSON.stringify(value));
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

Deno.test("readQuery() decodes values and fills in defaults", () => {
  assert.deepEqual(readQuery(new URL("http://function/?id=a%20b%2Bc"), RULES), { unit: "toz", id: "a b+c" });
});

Deno.test("readQuery() gives a bad value the code of its parameter and says what is allowed", () => {
  const error = refusal("id=1&unit=lb");
  assert.deepEqual([error.code, error.hint], ["INPUT_UNKNOWN_UNIT", "Units: toz, g"]);
  assert.match(error.message, /"unit".*"lb"/);
});

Deno.test("readQuery() refuses unknown, repeated, missing and endless parameters", () => {
  assert.equal(refusal("id=1&colour=red").code, "INPUT_UNKNOWN_PARAMETER");
  assert.equal(refusal("id=1&__proto__=red").code, "INPUT_UNKNOWN_PARAMETER");
  assert.match(refusal("id=1&id=1").message, /twice/);
  assert.match(refusal("unit=g").message, /"id": it is missing/);
  assert.match(refusal(`id=${"9".repeat(100_000)}`).message, /too long/);
});

Deno.test("quoted() keeps a message one short line", () => {
  assert.equal(quoted("gold\r\nSet-Cookie: x"), '"gold\\r\\nSet-Cookie: x"');
  assert.ok(quoted("x".repeat(10_000)).length < 50);
});
