import assert from "node:assert/strict";
import { metalsDev } from "../../../../shared/providers/metals-dev.ts";
import { UpstreamScene } from "../../../support/upstream/upstream-scene.ts";

const OPEN = "2026-11-20T15:30:00Z";

Deno.test("GET /control/calls lists what arrived, with the names of parameters and never their values", async () => {
  const scene = new UpstreamScene(OPEN);
  await scene.ask(metalsDev, { key: "very-secret-key" });
  const text = await (await scene.control("GET", "calls")).text();
  assert.ok(!text.includes("very-secret-key"));
  assert.deepEqual(JSON.parse(text), {
    counts: { "metals-dev": 1 },
    calls: [{
      at: "2026-11-20T15:30:00.000Z",
      provider: "metals-dev",
      method: "GET",
      host: "api.metals.dev",
      path: "/v1/latest",
      query: ["currency", "unit", "api_key"],
    }],
  });
  assert.deepEqual(await (await scene.control("DELETE", "calls")).json(), { counts: {}, calls: [] });
});

for (
  const [what, body] of [
    ["faults", { provider: "nobody", fault: "zero" }],
    ["faults", { provider: "*", fault: "unknown" }],
    ["faults", { provider: "*", fault: "zero", times: 0 }],
    ["clock", { now: "yesterday" }],
    ["clock", { now: "2026-02-23T12:00:00" }],
  ] as const
) {
  Deno.test(`POST /control/${what} refuses ${JSON.stringify(body)}`, async () => {
    assert.equal((await new UpstreamScene(OPEN).control("POST", what, body)).status, 400);
  });
}

Deno.test("/control refuses requests that a page sends", async () => {
  const { upstream } = new UpstreamScene(OPEN);
  const request = new Request("http://127.0.0.1:9/control/calls", {
    headers: { origin: "https://page.example" },
  });
  assert.equal((await upstream(request)).status, 403);
});

Deno.test("an unknown provider or path is not found, in the provider's own words where there is one", async () => {
  const { upstream } = new UpstreamScene(OPEN);
  const get = (path: string): Promise<Response> => upstream(new Request(`http://127.0.0.1:9${path}`));
  assert.equal((await get("/elsewhere.example/latest")).status, 404);
  assert.equal((await get("/api.gold-api.com/v2/price")).status, 404);
  assert.equal((await get("/")).status, 404);
});
