import assert from "node:assert/strict";
import { clientDigest } from "../../../../shared/http/client-digest.ts";
import { Secret } from "../../../../shared/secret.ts";

const key = new Secret("sb_secret_test");
const here = new Headers({ "x-forwarded-for": "203.0.113.7" });
const there = new Headers({ "x-forwarded-for": "203.0.113.8" });

Deno.test("clientDigest() tells addresses apart and shows none of them", () => {
  const digest = clientDigest(here, { caller: { kind: "secret" }, key });
  assert.match(digest, /^[0-9a-f]{64}$/);
  assert.equal(clientDigest(here, { caller: { kind: "publishable" }, key }), digest);
  assert.notEqual(clientDigest(there, { caller: { kind: "secret" }, key }), digest);
});

Deno.test("clientDigest() knows a signed-in user at any address, and two users at one", () => {
  const user = (id: string) => ({ kind: "user", id, isPriceAdmin: false }) as const;
  const digest = clientDigest(here, { caller: user("a"), key });
  assert.equal(clientDigest(there, { caller: user("a"), key }), digest);
  assert.notEqual(clientDigest(here, { caller: user("b"), key }), digest);
});

Deno.test("clientDigest() is worth nothing to who has the table and not the key", () => {
  const caller = { kind: "secret" } as const;
  assert.notEqual(
    clientDigest(here, { caller, key }),
    clientDigest(here, { caller, key: new Secret("sb_secret_other") }),
  );
});
