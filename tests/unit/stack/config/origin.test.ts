import assert from "node:assert/strict";
import { decideOrigin } from "../../../../stack/config/origin.ts";

const unused = (): Promise<Response> => Promise.reject(new Error("must not be asked"));
const offline = (): Promise<Response> => Promise.reject(new TypeError("dns error"));
const online = (): Promise<Response> => Promise.resolve(new Response("{}"));
const blocked = (): Promise<Response> => Promise.resolve(new Response("no", { status: 403 }));

Deno.test("decideOrigin() is live without asking anybody when a provider key is set", async () => {
  const origin = await decideOrigin({ kind: "auto" }, { env: { METALS_DEV_API_KEY: "k" }, fetch: unused });
  assert.equal(origin.kind, "live");
  assert.match(origin.reason, /METALS_DEV_API_KEY/);
});

Deno.test("decideOrigin() takes an empty key for none", async () => {
  const origin = await decideOrigin({ kind: "auto" }, { env: { METALS_DEV_API_KEY: "" }, fetch: offline });
  assert.equal(origin.kind, "simulate");
});

Deno.test("decideOrigin() is live when the keyless provider answers, simulated when it does not", async () => {
  for (const [fetch, wanted] of [[online, "live"], [offline, "simulate"], [blocked, "simulate"]] as const) {
    assert.equal((await decideOrigin({ kind: "auto" }, { env: {}, fetch })).kind, wanted);
  }
});

Deno.test("decideOrigin() obeys an explicit choice without asking anybody", async () => {
  for (const kind of ["live", "simulate"] as const) {
    assert.equal((await decideOrigin({ kind }, { env: {}, fetch: unused })).kind, kind);
  }
  const replay = await decideOrigin({ kind: "replay", file: "/a.csv" }, { env: {}, fetch: unused });
  assert.deepEqual([replay.kind, replay.file], ["replay", "/a.csv"]);
});
