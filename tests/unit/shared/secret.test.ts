import assert from "node:assert/strict";
import { inspect } from "node:util";
import { AppError } from "../../../shared/errors.ts";
import { Secret } from "../../../shared/secret.ts";

Deno.test("Secret shows itself to reveal() only", () => {
  const secret = new Secret("sk-very-secret");
  assert.equal(secret.reveal(), "sk-very-secret");
  const shown = [
    `${secret}`,
    "" + secret,
    String(secret),
    JSON.stringify({ secret }),
    inspect({ secret }),
    Deno.inspect({ secret }, { showHidden: true }),
    Object.entries(secret).join(),
  ];
  for (const text of shown) assert.ok(!text.includes("very"), text);
  assert.equal(JSON.stringify({ secret }), '{"secret":"***"}');
});

Deno.test("Secret refuses an empty value", () => {
  assert.throws(
    () => new Secret(" \n"),
    (error) => error instanceof AppError && error.code === "CONFIG_INVALID",
  );
});
