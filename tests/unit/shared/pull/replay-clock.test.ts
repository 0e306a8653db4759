import assert from "node:assert/strict";
import { pullClock } from "../../../../shared/pull/replay-clock.ts";
import { testEnvironment } from "../../../support/scenes/function-scene.ts";

const REAL = Date.parse("2026-11-20T15:30:00Z");
const THEN = "2026-02-27T14:30:01.000Z";
const REPLAY = testEnvironment({ SPOT_ORIGIN: "replayed", SPOT_UPSTREAM_URL: "http://127.0.0.1:4000" });

function tools(
  environment = testEnvironment(),
  answer = (): Response => Response.json({ now: THEN }),
): Parameters<typeof pullClock>[1] & { clock: { now: number }; asked: string[] } {
  const clock = { now: REAL };
  const asked: string[] = [];
  return {
    environment,
    clock,
    asked,
    now: () => clock.now,
    fetch: (request) => {
      asked.push(request.url);
      return Promise.resolve().then(answer);
    },
  };
}

Deno.test("pullClock() is the real clock, and takes none from a caller, unless prices are replayed", async () => {
  const real = tools();
  const clock = await pullClock(undefined, real);
  assert.deepEqual([clock.startsAt, clock.now()], [undefined, REAL]);
  await assert.rejects(pullClock(THEN, real), { code: "INPUT_BAD_BODY" });
  assert.deepEqual(real.asked, []);
});

Deno.test("pullClock() of a replay runs on from the time that is named", async () => {
  const replay = tools(REPLAY);
  const clock = await pullClock(THEN, replay);
  replay.clock.now += 1500;
  assert.equal(clock.now(), Date.parse(THEN) + 1500);
  assert.deepEqual(replay.asked, []);
});

Deno.test("pullClock() of a replay without a time asks where the recording stands", async () => {
  const replay = tools(REPLAY);
  assert.equal((await pullClock(undefined, replay)).startsAt, THEN);
  assert.deepEqual(replay.asked, ["http://127.0.0.1:4000/health"]);
});

Deno.test("pullClock() of a recording that does not answer is an error and not today", async () => {
  const broken: readonly (() => Response)[] = [
    () => {
      throw new TypeError("refused");
    },
    () => new Response("no"),
    () => Response.json({}),
  ];
  for (const answer of broken) {
    await assert.rejects(pullClock(undefined, tools(REPLAY, answer)), { code: "PROVIDER_UNREACHABLE" });
  }
});
