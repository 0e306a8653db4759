import assert from "node:assert/strict";
import { AppError } from "../../../../shared/errors.ts";
import { Secret } from "../../../../shared/secret.ts";
import { createStore } from "../../../../shared/store/store.ts";

async function codeFor(state: string, status = 500): Promise<string> {
  const store = createStore({
    supabaseUrl: "http://data.test",
    key: new Secret("k"),
    fetch: () =>
      Promise.resolve(Response.json({ code: state, message: "m", details: null, hint: null }, { status })),
  });
  const error = await store.read("read_prices", {}).then(() => null, (thrown: unknown) => thrown);
  assert.ok(error instanceof AppError);
  return error.code;
}

Deno.test("what passes by itself is STORE_UNAVAILABLE: timeouts, locks, shutdowns, full disks, no connection left", async () => {
  for (
    const state of ["57014", "57P01", "57P03", "53100", "53300", "55P03", "40P01", "40001", "08006", "58030"]
  ) {
    assert.equal(await codeFor(state), "STORE_UNAVAILABLE", state);
  }
});

Deno.test("what does not pass is STORE_REFUSED: a missing function, a broken rule, a right that lacks", async () => {
  for (const state of ["42883", "23505", "42501", "22023", "PGRST202", "55000"]) {
    assert.equal(await codeFor(state, 400), "STORE_REFUSED", state);
  }
});
