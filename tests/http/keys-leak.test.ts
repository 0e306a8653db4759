import assert from "node:assert/strict";
import { join } from "node:path";
import { PROVIDERS } from "../../shared/providers/registry.ts";
import { ECHOES, type EchoUpstream, startEchoUpstream } from "../support/upstream/echo-upstream.ts";
import { createLeakFinder, leaksInDatabase, type Planted } from "../support/http/leak-scan.ts";
import { postPull, until } from "../support/http/pulling.ts";
import { startTestStack, type TestStack } from "../../stack/testing/test-stack.ts";

const FIRST_SLOT = Math.floor(Date.now() / 1000) * 1000 - 540_000;

/** Marks that nothing else contains, with characters that addresses must encode. */
const MARKS: Readonly<Record<string, string>> = {
  METALS_DEV_API_KEY: "b1946ac92492d2347c6235b4d2611184",
  METALS_API_KEY: "591785b794601e212b260e25925636fd",
  METALPRICEAPI_KEY: "6f5902ac237024bdd0c176cb93063dc4",
  GOLDAPI_KEY: "e2fc714c4727ee9395f324cd2e7f331f",
};
const KEYED = PROVIDERS.filter(({ keyVariable }) => keyVariable !== null);

Deno.test("keys turn up in no table, log, answer, command line or address", async (t) => {
  let stack: TestStack | null = null;
  const upstream = startEchoUpstream(() => stack?.upstreamUrl ?? null);
  stack = await startTestStack({
    quietCron: true,
    functionEnv: {
      RATE_LIMIT: "0",
      SPOT_UPSTREAM_URL: upstream.url,
      ...Object.fromEntries(Object.entries(MARKS).map(([name, mark]) => [name, `${mark}/+=~!`])),
    },
  });
  const find = createLeakFinder(secretsOf(stack));
  const answers: string[] = [];
  try {
    assert.deepEqual(
      KEYED.map(({ keyVariable }) => keyVariable).sort(),
      Object.keys(MARKS).sort(),
      "every provider that has a key has a planted one",
    );
    await t.step("(the secrets are used, echoed and mistaken in every way)", async () => {
      await useEverything({ stack, upstream, answers });
      assert.ok(answers.length > 100, `${answers.length} answers`);
    });

    await t.step("every provider was really asked with its planted key", () => {
      for (const { keyVariable, auth } of KEYED) {
        const mark = MARKS[keyVariable ?? ""] ?? assert.fail(`no mark for ${keyVariable}`);
        const isInAddress = upstream.asked.some((url) => url.includes(mark));
        assert.equal(isInAddress, auth.in === "query", `${keyVariable} in an address`);
        assert.ok(upstream.headersSeen.some((headers) => headers.includes(mark)) || isInAddress);
      }
    });

    await t.step("no answer holds a key", () => {
      assert.deepEqual(answers.flatMap((answer) => find(answer).map((name) => `${name}: ${answer}`)), []);
    });

    await t.step("no log holds a key", () => {
      const folder = join(stack.folder, "logs");
      const logs = [...Deno.readDirSync(folder)].map(({ name }) => name);
      assert.ok(logs.includes("functions.log") && logs.includes("postgres.log"));
      const leaks = logs.flatMap((name) =>
        find(Deno.readTextFileSync(join(folder, name))).map((what) => [what, name])
      );
      assert.deepEqual(leaks, []);
    });

    await t.step("no command line holds a key", () => {
      const lines = Object.values(stack.pids()).map((pid) => Deno.readTextFileSync(`/proc/${pid}/cmdline`));
      assert.deepEqual(lines.flatMap(find), []);
    });

    await t.step("no table holds a key, the queues of pg_net and the runs of cron included", async () => {
      const { relations, leaks } = await leaksInDatabase(stack.sql, find);
      for (
        const name of ["net._http_response", "net.http_request_queue", "cron.job", "cron.job_run_details"]
      ) {
        assert.ok(relations.includes(name), name);
      }
      assert.deepEqual(leaks, []);
    });

    await t.step("the search finds what is there", async () => {
      await stack.sql`create table public.planted (nested jsonb, bytes bytea)`;
      const mark = MARKS["METALS_API_KEY"] ?? "";
      await stack.sql`insert into public.planted (nested) values (${
        stack.sql.json({ deep: [`x${mark}y`] })
      })`;
      await stack.sql`insert into public.planted (bytes) values (${new TextEncoder().encode(mark)})`;
      const { leaks } = await leaksInDatabase(stack.sql, find);
      const expected = "METALS_API_KEY in public.planted";
      assert.deepEqual(leaks, [expected, expected]);
      assert.deepEqual(find(btoa(`ab${mark}cd`)), ["METALS_API_KEY"]);
    });
  } finally {
    await stack.stop();
    await upstream.stop();
  }
});

function secretsOf({ keys }: TestStack): Planted[] {
  return [
    ...Object.entries(MARKS).map(([name, value]) => ({ name, value })),
    { name: "secret key", value: keys.secretKey },
    { name: "service role key", value: keys.serviceRoleKey },
    { name: "JWT secret", value: keys.jwtSecret },
    { name: "signing key", value: String(keys.signingKey["d"]) },
    ...Object.entries(keys.passwords).map(([role, value]) => ({ name: `password of ${role}`, value })),
  ];
}

interface Use {
  readonly stack: TestStack;
  readonly upstream: EchoUpstream;
  readonly answers: string[];
}

async function useEverything({ stack, upstream, answers }: Use): Promise<void> {
  const functions = `${stack.url}/functions/v1`;
  const secret = { apikey: stack.keys.secretKey };
  const keep = async (response: Response): Promise<void> => {
    answers.push(
      `${response.url.split("?")[0]} ${JSON.stringify([...response.headers])} ${await response.text()}`,
    );
  };
  const get = async (url: string, headers: Record<string, string> = secret): Promise<void> =>
    await keep(await fetch(url, { headers, redirect: "manual" }));
  let slots = 0;
  const pullAndProxy = async (): Promise<void> => {
    for (const { key } of KEYED) {
      const slot = new Date(FIRST_SLOT + slots++ * 1000).toISOString();
      await keep(await postPull(stack, { slot, provider: key }));
      // Answers are kept for a while, refusals too: another question each time.
      await stack.sql`update spot.provider_states set breaker = '{}', last_called_at = null`;
      await get(`${functions}/provider-proxy/${key}/latest?metal=gold`);
      await get(`${functions}/provider-proxy/${key}/usage`);
      await get(
        `${functions}/provider-proxy/${key}/historical?date=2026-01-${String(slots).padStart(2, "0")}`,
      );
      await get(`${functions}/provider-proxy/${key}/latest`);
    }
  };

  await keep(await postPull(stack, {}));
  await pullAndProxy();
  for (const echo of ECHOES) {
    upstream.echo = echo;
    await pullAndProxy();
  }
  upstream.echo = null;

  for (const path of ["prices-read", "config", "health", "health?format=prometheus"]) {
    await get(`${functions}/${path}`);
    await get(`${functions}/${path}`, {});
    await get(`${functions}/${path}`, { authorization: `Bearer ${stack.keys.serviceRoleKey}` });
    // People put keys where they do not belong.
    await get(`${functions}/${path}${path.includes("?") ? "&" : "?"}apikey=${stack.keys.secretKey}`);
    await get(`${functions}/${path}`, {
      apikey: stack.keys.jwtSecret,
      authorization: `Bearer ${stack.keys.jwtSecret}`,
    });
  }
  await get(`${stack.url}/rest/v1/latest_prices?apikey=${stack.keys.secretKey}`, {});
  await get(`${stack.url}/rest/v1/rpc/read_config?full=true`);
  await get(`${stack.url}/rest/v1/`);

  await callByCron(stack);
  // The most talkative failure: nobody listens, and the platform's message names the whole address.
  await upstream.stop();
  await pullAndProxy();
}

/** The scheduled way: the job's own command, whose headers carry the secret key through pg_net. */
async function callByCron({ sql }: TestStack): Promise<void> {
  await sql`delete from spot.pulls where slot_at = spot.current_slot(clock_timestamp())`;
  const [job] = await sql`select command from cron.job where jobname = 'prices-pull'`;
  await sql.unsafe(String(job?.["command"]));
  await until(async () => {
    const [row] = await sql`select count(*)::int as n from net._http_response where status_code = 200`;
    return row?.["n"] > 0 ? true : null;
  }, "the answer to the scheduled call");
}
