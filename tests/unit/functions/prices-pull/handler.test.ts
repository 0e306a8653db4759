import assert from "node:assert/strict";
import { createHandler } from "../../../../functions/prices-pull/handler.ts";
import {
  type DataApi,
  fakeFetch,
  isDown,
  PUBLISHABLE,
  SECRET,
  testEnvironment,
} from "../../../support/scenes/function-scene.ts";
import { claimAnswer, METALS_DEV, SLOT } from "../../../support/scenes/pull-scene.ts";

const NOW = Date.parse(SLOT);

interface Pulled {
  readonly status: number;
  // deno-lint-ignore no-explicit-any -- bodies of any kind are looked at
  readonly body: any;
  readonly asked: readonly string[];
  readonly pauses: readonly number[];
  readonly log: readonly Record<string, unknown>[];
  readonly recorded: readonly Record<string, unknown>[];
}

async function pull(
  dataApi: DataApi,
  { headers = { apikey: SECRET }, body = "{}" }: { headers?: Record<string, string>; body?: string } = {},
): Promise<Pulled> {
  const recorded: Record<string, unknown>[] = [];
  const pauses: number[] = [];
  const log: Record<string, unknown>[] = [];
  const { fetch, asked } = fakeFetch({
    claim_pull: () => Response.json(claimAnswer()),
    record_pull: () => Response.json({ pull_id: 7, state: recorded.at(-1)?.["state"], repeated: false }),
    latest: () => Response.json(METALS_DEV),
    ...dataApi,
  });
  const handle = createHandler({
    environment: testEnvironment({
      SPOT_ORIGIN: "simulated",
      SPOT_UPSTREAM_URL: "http://127.0.0.1:4000",
      METALS_DEV_API_KEY: "key-of-the-test",
    }),
    fetch: async (request) => {
      if (request.url.endsWith("/record_pull")) recorded.push((await request.clone().json()).pull);
      return await fetch(request);
    },
    now: () => NOW,
    // The engine's patience is a sleep too; it must not run out here.
    sleep: (milliseconds, signal) => {
      if (signal !== undefined) {
        return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
      }
      pauses.push(milliseconds);
      return Promise.resolve();
    },
    log: (event) => void log.push(event),
  });
  const response = await handle(
    new Request("http://function/prices-pull", { method: "POST", headers, body }),
  );
  // The limit of requests is a setting, which an isolate reads when it begins.
  const calls = asked.filter((name) => name !== "read_config");
  return { status: response.status, body: await response.json(), asked: calls, pauses, log, recorded };
}

Deno.test("prices-pull claims, asks, records, and answers with the prices and their origin", async () => {
  const { status, body, asked, recorded, log } = await pull({});
  assert.deepEqual([status, body.status, body.state, body.slot_at], [200, "done", "succeeded", SLOT]);
  assert.deepEqual(asked, ["claim_pull", "latest", "record_pull"]);
  assert.equal(body.prices.length, 4);
  assert.ok(body.prices.every(({ provider }: { provider: string }) => provider === "Metals.dev (simulated)"));
  assert.equal(recorded.length, 1);
  assert.doesNotMatch(JSON.stringify([body, log, recorded]), /key-of-the-test|sb_secret/);
});

Deno.test("prices-pull asks nobody without the secret key", async () => {
  for (const headers of [{}, { apikey: PUBLISHABLE }, { apikey: "wrong" }] as const) {
    const { status, asked } = await pull({}, { headers: { ...headers } });
    assert.ok(status === 401 || status === 403);
    assert.deepEqual(asked, []);
  }
});

Deno.test("prices-pull asks no provider while the database is away", async () => {
  const { status, body, asked } = await pull({ claim_pull: isDown });
  assert.deepEqual([status, body.code, asked], [503, "STORE_UNAVAILABLE", ["claim_pull"]]);
});

Deno.test("prices-pull asks no provider where another pull has the slot, and says so with 200", async () => {
  for (const reason of ["running", "already_done"]) {
    const taken = { claimed: false, reason, pull_id: 7, slot_at: SLOT, state: "succeeded" };
    const { status, body, asked } = await pull({ claim_pull: () => Response.json(taken) });
    assert.deepEqual([status, body.status, asked], [200, reason, ["claim_pull"]]);
  }
});

Deno.test("prices-pull asks no provider where the database's answer has another shape", async () => {
  for (const answer of [{}, { claimed: true }, claimAnswer({ lease_token: null }), [], null]) {
    const { status, body, asked } = await pull({ claim_pull: () => Response.json(answer) });
    assert.deepEqual(
      [status, body.code, asked],
      [500, "STORE_REFUSED", ["claim_pull"]],
      JSON.stringify(answer),
    );
  }
});

Deno.test("prices-pull records again with growing pauses while the database is away, and loses no paid call", async () => {
  let times = 0;
  const done = { pull_id: 7, state: "succeeded", repeated: false };
  const { status, pauses, recorded } = await pull({
    record_pull: () => (++times < 4 ? isDown() : Response.json(done)),
  });
  assert.equal(status, 200);
  assert.deepEqual(pauses, [250, 1000, 4000]);
  assert.equal(recorded.length, 4);
  assert.equal(new Set(recorded.map((pull) => JSON.stringify(pull))).size, 1, "it says the same each time");
});

Deno.test("prices-pull says what the database could not store, and publishes nothing then", async () => {
  const failures = ["Cannot record the prices: division by zero"];
  const { status, body, log } = await pull({
    record_pull: () => Response.json({ pull_id: 7, state: "failed", repeated: false, failures }),
  });
  assert.deepEqual([status, body.state, body.prices, body.failures], [200, "failed", [], failures]);
  assert.deepEqual(body.metals.gold, { outcome: "failed", reason: failures[0] });
  assert.equal(log.at(-1)?.["level"], "error");
});

Deno.test("prices-pull gives up after four times and says that it may be asked again", async () => {
  const { status, body, recorded } = await pull({ record_pull: isDown });
  assert.deepEqual([status, body.code, recorded.length], [503, "STORE_UNAVAILABLE", 4]);
});

Deno.test("prices-pull does not say again what the database refused", async () => {
  const lost = { code: "PULL_LEASE_LOST", message: "Cannot record the pull", details: null, hint: null };
  const { status, body, recorded } = await pull({ record_pull: () => Response.json(lost, { status: 409 }) });
  assert.deepEqual([status, body.code, recorded.length], [409, "PULL_LEASE_LOST", 1]);
});

Deno.test("prices-pull records a provider that fails, with the last price untouched", async () => {
  const failing = () =>
    Response.json({ status: "failure", error_code: 1101, error_message: "no" }, { status: 401 });
  const { status, body, recorded } = await pull({ latest: failing });
  assert.deepEqual([status, body.state, body.prices], [200, "failed", []]);
  const [written] = recorded;
  assert.match(JSON.stringify(written), /"outcome":"key_rejected"/);
  assert.match(body.metals.gold.reason, /Metals\.dev: key_rejected/);
});

Deno.test("prices-pull takes no clock from a caller, nor a slot that is not current", async () => {
  const refused = [
    [{ now: "2026-02-27T14:30:00Z" }, "INPUT_BAD_BODY"],
    [{ slot: "2026-11-20T15:31:00Z" }, "INPUT_BAD_VALUE"],
    [{ slot: "2026-11-20T15:19:59Z" }, "INPUT_BAD_VALUE"],
    [{ slot: "2026-11-20" }, "INPUT_BAD_BODY"],
    [{ provider: "nobody" }, "INPUT_BAD_BODY"],
    [{ trigger: "backfilling" }, "INPUT_BAD_BODY"],
  ] as const;
  for (const [body, code] of refused) {
    const answer = await pull({}, { body: JSON.stringify(body) });
    assert.deepEqual([answer.status, answer.body.code, answer.asked], [400, code, []], JSON.stringify(body));
  }
});

Deno.test("prices-pull with nobody to ask records that it was skipped", async () => {
  const { status, body, asked } = await pull({
    claim_pull: () => Response.json(claimAnswer({ providers: [] })),
  });
  assert.deepEqual([status, body.state, body.calls, body.prices], [200, "skipped", 0, []]);
  assert.deepEqual(asked, ["claim_pull", "record_pull"]);
});
