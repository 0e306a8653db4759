import assert from "node:assert/strict";
import { runSoak } from "./soak-run.ts";

// A small share of `deno task drill soak`; the seed is printed so that a failure can be repeated.
const seed = Number(Deno.env.get("SOAK_SEED") ?? Date.now() % 1_000_000);
const isLinux = Deno.build.os === "linux";

Deno.test({
  name: `half a minute of readers, pulls and faults at once (SOAK_SEED=${seed})${
    isLinux ? "" : " (skipped: needs /proc)"
  }`,
  ignore: !isLinux,
  async fn(): Promise<void> {
    const { calm, troubled, pulls, half, duplicate, files } = await runSoak({ minutes: 0.5, seed });
    assert.ok(calm.answers > 500, `${calm.answers} answers`);
    assert.deepEqual(
      { errors: calm.errors, broken: calm.broken },
      { errors: 0, broken: 0 },
      JSON.stringify(calm),
    );
    assert.ok(troubled.answers > 0);
    assert.ok(pulls.succeeded >= 2, JSON.stringify(pulls));
    assert.deepEqual({ half, duplicate }, { half: 0, duplicate: 0 });
    assert.ok(files.last < files.first + 60, JSON.stringify(files));
  },
});
