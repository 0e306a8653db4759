import assert from "node:assert/strict";
import { connect } from "../../stack/database/prepare-database.ts";
import { ignore } from "../../stack/ignore.ts";
import { startTestStack } from "../../stack/testing/test-stack.ts";
import { until } from "../support/basics/until.ts";

interface Received {
  readonly method: string;
  readonly path: string;
  readonly type: string | null;
  readonly body: string;
}

const received: Received[] = [];
const target = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: ignore }, async (request) => {
  const url = new URL(request.url);
  const type = request.headers.get("content-type");
  received.push({
    method: request.method,
    path: url.pathname + url.search,
    type,
    body: await request.text(),
  });
  if (url.pathname === "/slow") await new Promise((done) => setTimeout(done, 1000));
  return new Response(url.pathname === "/nul" ? "a\0b" : "fine", { status: 201, headers: { "x-test": "1" } });
});
const origin = `http://127.0.0.1:${target.addr.port}`;
const stack = await startTestStack({ migrations: null, services: ["worker"] });
const sql = connect(stack.dbUrl, { max: 2 });

async function answerTo(id: unknown): Promise<Record<string, unknown>> {
  const find = () => stack.sql`select * from net._http_response where id = ${String(id)}`;
  await until(async () => (await find()).length > 0);
  return (await find())[0] ?? {};
}

function paths(): readonly string[] {
  return received.map((one) => one.path);
}

Deno.test("net.http_post() sends JSON and stores the answer", async () => {
  const [row] =
    await sql`select net.http_post(${`${origin}/post?a=1`}, '{"x":1}', params := '{"b":"ä &"}') as id`;
  const answer = await answerTo(row?.["id"]);
  assert.equal(answer["status_code"], 201);
  assert.equal(answer["content"], "fine");
  assert.equal(answer["timed_out"], false);
  assert.equal((answer["headers"] as Record<string, string>)["x-test"], "1");
  const sent = received.find((one) => one.path.startsWith("/post"));
  assert.deepEqual(sent, {
    method: "POST",
    path: "/post?a=1&b=%C3%A4%20%26",
    type: "application/json",
    body: '{"x": 1}',
  });
});

Deno.test("net.http_post() adds the content type and refuses any other", async () => {
  const [row] = await sql`select net.http_post(${`${origin}/typed`}, '{}', headers := '{"X-A":"1"}') as id`;
  await answerTo(row?.["id"]);
  assert.equal(received.find((one) => one.path === "/typed")?.type, "application/json");
  await assert.rejects(
    sql`select net.http_post(${origin}, '{}', headers := '{"content-type":"text/plain"}')`,
    /must be "application\/json"/,
  );
});

Deno.test("net.http_get() and net.http_delete() send their methods", async () => {
  const [get] = await sql`select net.http_get(${`${origin}/get`}) as id`;
  const [gone] = await sql`select net.http_delete(${`${origin}/delete`}) as id`;
  await answerTo(get?.["id"]);
  await answerTo(gone?.["id"]);
  assert.equal(received.find((one) => one.path === "/get")?.method, "GET");
  assert.equal(received.find((one) => one.path === "/delete")?.method, "DELETE");
});

Deno.test("a request leaves only after COMMIT, and never after ROLLBACK", async () => {
  await sql.begin(async (transaction) => {
    await transaction`select net.http_get(${`${origin}/early`})`;
    // Another request, queued and answered meanwhile, shows that the queue is being worked on.
    const [other] = await stack.sql`select net.http_get(${`${origin}/meanwhile`}) as id`;
    await answerTo(other?.["id"]);
    assert.ok(!paths().includes("/early"));
  });
  await until(() => paths().includes("/early"));
  await assert.rejects(sql.begin(async (transaction) => {
    await transaction`select net.http_get(${`${origin}/undone`})`;
    throw new Error("roll back");
  }));
  const [last] = await sql`select net.http_get(${`${origin}/last`}) as id`;
  await answerTo(last?.["id"]);
  assert.ok(!paths().includes("/undone"));
});

Deno.test("an answer that comes too late is recorded as timed out, a refused connection as an error", async () => {
  const [slow] = await sql`select net.http_get(${`${origin}/slow`}, timeout_milliseconds := 50) as id`;
  const late = await answerTo(slow?.["id"]);
  assert.deepEqual([late["timed_out"], late["status_code"]], [true, null]);
  assert.match(String(late["error_msg"]), /Timeout of 50 ms/);
  const [closed] = await sql`select net.http_get('http://127.0.0.1:1/') as id`;
  assert.notEqual((await answerTo(closed?.["id"]))["error_msg"], null);
});

Deno.test("a NUL in an answer does not lose it", async () => {
  const [row] = await sql`select net.http_get(${`${origin}/nul`}) as id`;
  assert.equal((await answerTo(row?.["id"]))["content"], "ab");
});

Deno.test("every one of 300 requests at once is answered", async () => {
  const url = `${origin}/many`;
  await sql`select net.http_get(${url}) from generate_series(1, 300)`;
  await until(() => paths().filter((path) => path === "/many").length === 300);
  await until(async () => (await stack.sql`select from net.http_request_queue`).length === 0);
});

Deno.test("requests queued while the worker was down are sent when it is back", async () => {
  await stack.pause("worker");
  await sql`select net.http_get(${`${origin}/queued`})`;
  await stack.resume("worker");
  await until(() => paths().includes("/queued"));
});

Deno.test("vault keeps a secret encrypted, changes it, and refuses a second one of the same name", async () => {
  const [made] = await sql`select vault.create_secret('first', 'a-name') as id`;
  const read = () => sql`select decrypted_secret from vault.decrypted_secrets where name = 'a-name'`;
  assert.equal((await read())[0]?.["decrypted_secret"], "first");
  const [stored] = await sql`select secret from vault.secrets where name = 'a-name'`;
  assert.doesNotMatch(stored?.["secret"], /first/);
  await sql`select vault.update_secret(${made?.["id"]}, 'second')`;
  assert.equal((await read())[0]?.["decrypted_secret"], "second");
  await assert.rejects(sql`select vault.create_secret('x', 'a-name')`, { code: "23505" });
});

Deno.test("start stores project_url and secret_key in vault", async () => {
  const read = () =>
    sql`select name, decrypted_secret as value from vault.decrypted_secrets
    where name in ('project_url', 'secret_key') order by name`;
  assert.deepEqual([...await read()], [
    { name: "project_url", value: stack.url },
    { name: "secret_key", value: stack.keys.secretKey },
  ]);
});

Deno.test("anon may read no secret and no request", async () => {
  for (
    const table of [
      "vault.secrets",
      "vault.decrypted_secrets",
      "net.http_request_queue",
      "net._http_response",
    ]
  ) {
    await assert.rejects(
      stack.sql.begin(async (transaction) => {
        await transaction`set local role anon`;
        await transaction.unsafe(`select * from ${table}`);
      }),
      /permission denied/,
    );
  }
});

Deno.test({
  name: "(end of the stack of this file)",
  async fn(): Promise<void> {
    // A connection that the server lost may wait for ever.
    await sql.end({ timeout: 1 });
    await stack.stop();
    await target.shutdown();
  },
  sanitizeResources: false,
  sanitizeOps: false,
});
