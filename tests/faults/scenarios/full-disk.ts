import assert from "node:assert/strict";
import { join } from "node:path";
import { ask, problemsOf } from "../asking.ts";
import { assertWhole } from "../integrity.ts";
import type { ReplayedStack } from "../replayed-stack.ts";

/** Whether this machine lets us make a small disk of our own. */
export function canMount(): boolean {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return false;
  const folder = Deno.makeTempDirSync();
  const isMounted = run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder);
  if (isMounted) run("umount", folder);
  Deno.removeSync(folder);
  return isMounted;
}

/** The data folder moves to a disk that has hardly any room, fills up, and is given room again. */
export async function fullDisk(stack: ReplayedStack): Promise<string> {
  const before = await stack.pullUntilGood();
  await ask(stack, "prices-read?window=24h");
  const data = join(stack.folder, "data");
  const aside = join(stack.folder, "data-aside");
  await stack.pause("postgres");
  Deno.renameSync(data, aside);
  Deno.mkdirSync(data, { mode: 0o700 });
  const { uid, gid } = Deno.statSync(aside);
  const kilobytes = Number(output("du", "-sk", aside).split("\t")[0]);
  assert.ok(
    run(
      "mount",
      "-t",
      "tmpfs",
      "-o",
      `size=${kilobytes + 2000}k,mode=0700,uid=${uid},gid=${gid}`,
      "tmpfs",
      data,
    ),
  );
  try {
    assert.ok(run("cp", "-a", `${aside}/.`, data));
    await stack.resume("postgres");
    let good = 0;
    let refused = 0;
    // Each pull writes some ten kilobytes; what a reader has in memory makes sure that the disk is what fills.
    for (let count = 0; count < 60 && refused < 3; count++) {
      await fill(stack);
      const { state } = await stack.pull();
      if (state === "succeeded") good++;
      else refused++;
    }
    assert.equal(refused, 3, "the disk never filled up");
    const read = await ask(stack, "prices-read?window=24h");
    assert.ok([200, 503].includes(read.status), JSON.stringify(read.body));
    const problems = await problemsOf(stack);
    assert.ok(problems.length > 0, "health says that something is wrong");
    assert.ok(run("mount", "-o", `remount,size=${kilobytes + 400_000}k`, data));
    await stack.pullUntilGood();
    await assertWhole(stack);
    await stack.assertNothingLost();
    assert.ok(before.prices["gold"] !== undefined);
    return `${good} pulls until the disk was full, ${refused} refused; health said ${problems.join(", ")}`;
  } finally {
    // Lazily: where a trial fails, Postgres may be just about to start again.
    await stack.pause("postgres").catch(() => {});
    run("umount", "-l", data);
  }
}

/** Something else on the machine takes the room: a table of another application. */
async function fill(stack: ReplayedStack): Promise<void> {
  try {
    await stack.sql`create table if not exists public.ballast (text text)`;
    await stack
      .sql`insert into public.ballast select repeat(md5(n::text), 50) from generate_series(1, 200) as n`;
  } catch {
    // Full, or the database is restarting because it was: that is what this is about.
  }
}

function run(command: string, ...args: string[]): boolean {
  return new Deno.Command(command, { args, stdout: "null", stderr: "null" }).outputSync().success;
}

function output(command: string, ...args: string[]): string {
  return new TextDecoder().decode(new Deno.Command(command, { args, stderr: "null" }).outputSync().stdout);
}
