import assert from "node:assert/strict";
import { startHostileUpstream } from "../support/upstream/hostile-upstream.ts";
import { startTestStack, type TestStack } from "../../stack/testing/test-stack.ts";

// Each is a way that has turned a proxy into a way into somebody's network.
const PLACES: readonly string[] = [
  // Another host in place of the provider.
  "127.0.0.1/latest",
  "169.254.169.254/latest",
  "metadata.google.internal/latest",
  "2130706433/latest",
  "0x7f.1/latest",
  "%5B::1%5D/latest",
  "localhost:5432/latest",
  "api.metals.dev/latest",
  "metals-dev.evil.example/latest",
  "metals-dev@evil.example/latest",
  "user:pass%40metals-dev/latest",
  "https:%2F%2Fevil.example/latest",
  "%2F%2Fevil.example/latest",
  "file:%2F%2F%2Fetc%2Fpasswd/latest",
  // Another path in place of the operation.
  "metals-dev/..%2f..%2fadmin",
  "metals-dev/%2e%2e%2fusage",
  "metals-dev/latest%2f..%2fusage",
  "metals-dev/latest%252f..%252fusage",
  "metals-dev/latest%5c..%5cusage",
  "metals-dev/latest;x=1",
  "metals-dev/latest%23",
  "metals-dev/latest%3furl=http:%2F%2Fevil.example",
  "metals-dev/latest%00",
  "metals-dev/latest%0d%0aHost:%20evil.example",
  "metals-dev/latest%0d%0a%0d%0aGET%20%2Fadmin",
  "metals-dev/%6catest%20",
  // Letters that some reader takes for others.
  "metals-dev/%EF%BD%8Catest",
  "metals%E2%80%90dev/latest",
  "metals-dev/latest%E2%80%A8",
  "metals-dev/latest%C0%AF..",
  "METALS-DEV/latest",
  "metals-dev/LATEST",
  "__proto__/latest",
  "metals-dev/__proto__",
  "metals-dev/constructor",
];

const PARAMETERS: readonly string[] = [
  "latest?url=http://169.254.169.254/",
  "latest?host=evil.example",
  "latest?api_key=other",
  "latest?currency=EUR",
  "latest?__proto__=1",
  "spot?metal=gold&metal=silver",
  "spot?metal[]=gold",
  "spot?metal=gold%26api_key%3Dother",
  "spot?metal=gold%0d%0aHost:%20evil.example",
  "spot?metal=gold%00",
  "spot?metal=gold%23",
  "spot?metal=GOLD%E2%80%A8",
  "spot?metal=../usage",
  "spot?metal=https://evil.example",
  "timeseries?start_date=2026-01-01/../../x&end_date=2026-01-02",
  "timeseries?start_date=2026-01-01%26x&end_date=2026-01-02",
  "timeseries?start_date=2026-01-01&end_date=%EF%BC%92026-01-02",
  `spot?metal=${"gold".repeat(5000)}`,
];

const SPOT = {
  status: "success",
  timestamp: new Date().toISOString(),
  currency: "USD",
  unit: "toz",
  metal: "gold",
  rate: { price: 4000 },
};

Deno.test("provider-proxy is no way into any other place", async (t) => {
  const upstream = startHostileUpstream();
  // What a redirect would lead to: a service that only this machine can reach.
  const internal = startHostileUpstream();
  const stack = await startTestStack({
    quietCron: true,
    services: ["postgrest", "functions"],
    functionEnv: { SPOT_UPSTREAM_URL: upstream.url, SPOT_UPSTREAM_TIMEOUT_MS: "2000" },
  });
  try {
    await stack.sql`
      update spot.settings
      set document = document || '{"rate_limit_per_minute": 0}', updated_by = 'test'`;
    await stack.sql`update spot.providers set monthly_quota = null, minimum_interval_seconds = 0`;

    await t.step(
      `${PLACES.length} places that no adapter declares are 404, and nobody is asked`,
      async () => {
        for (const place of PLACES) {
          const { status, code } = await ask(stack, place);
          assert.deepEqual([status, code], [404, "INPUT_NOT_FOUND"], place);
        }
        assert.deepEqual(upstream.asked, []);
      },
    );

    await t.step(
      `${PARAMETERS.length} parameters that no adapter declares are 400, and nobody is asked`,
      async () => {
        for (const tail of PARAMETERS) {
          const { status, code } = await ask(stack, `metals-dev/${tail}`);
          assert.equal(status, 400, tail);
          assert.match(code, /^INPUT_/, tail);
        }
        assert.deepEqual(upstream.asked, []);
      },
    );

    await t.step("headers and the request line choose no other host", async () => {
      const response = await raw(stack, [
        "GET http://evil.example/functions/v1/provider-proxy/metals-dev/usage HTTP/1.1",
        `Host: 127.0.0.1`,
        `apikey: ${stack.keys.secretKey}`,
        "X-Forwarded-Host: evil.example",
        "X-Original-URL: /provider-proxy/metals-dev/latest",
        "X-HTTP-Method-Override: POST",
        "Connection: close",
      ]);
      assert.match(response, /^HTTP\/1\.1 [45]\d\d/);
      for (const asked of upstream.asked) assert.match(asked, /^\/api\.metals\.dev\/usage\?/);
    });

    await t.step(
      "what may be asked is asked at the provider's own address with what is declared and the key",
      async () => {
        upstream.asked.length = 0;
        upstream.behave = { kind: "honest", json: { ...SPOT, echo: "invented-metals-dev-api-key" } };
        const { status, text } = await ask(stack, "metals-dev/spot?metal=gold");
        assert.equal(status, 200, text);
        assert.ok(!text.includes("invented-metals-dev-api-key") && text.includes("***"), text);
        assert.equal(upstream.asked.length, 1);
        const url = new URL(upstream.asked[0] ?? "", "http://h");
        assert.equal(url.pathname, "/api.metals.dev/v1/metal/spot");
        assert.deepEqual([...url.searchParams.keys()].sort(), ["api_key", "currency", "metal"]);
      },
    );

    const targets = [
      internal.url,
      `//${new URL(internal.url).host}/x`,
      "/v1/usage",
      "file:///etc/passwd",
      "http://[::1]:1/",
    ];
    for (const status of [301, 302, 303, 307, 308]) {
      await t.step(`a redirect ${status} is not followed, wherever it leads`, async () => {
        for (const location of targets) {
          upstream.asked.length = 0;
          upstream.behave = { kind: "redirect", status, location };
          const answer = await ask(stack, question());
          assert.deepEqual([answer.status, answer.code], [502, "PROVIDER_BAD_RESPONSE"]);
          assert.ok(!answer.text.includes(location), "the answer does not say where it would have led");
          assert.equal(upstream.asked.length, 1);
        }
        assert.deepEqual(internal.asked, []);
      });
    }

    for (const encoding of ["gzip", "deflate"] as const) {
      await t.step(
        `a ${encoding} bomb of a gigabyte is cut off at the size cap, in decompressed bytes`,
        async () => {
          upstream.behave = { kind: "bomb", megabytes: 1024, encoding };
          await staysSmall(stack, async () => {
            const { status, code } = await ask(stack, question());
            assert.deepEqual([status, code], [502, "PROVIDER_BAD_RESPONSE"]);
          });
        },
      );
    }

    await t.step("a body without end is cut off at the size cap", async () => {
      upstream.behave = { kind: "endless" };
      await staysSmall(stack, async () => {
        const { status, code } = await ask(stack, question());
        assert.deepEqual([status, code], [502, "PROVIDER_BAD_RESPONSE"]);
      });
    });

    await t.step("a body that drips is given up at the time cap, headers being there or not", async () => {
      upstream.behave = { kind: "drip" };
      const began = performance.now();
      const { status, code } = await ask(stack, question());
      assert.deepEqual([status, code], [504, "PROVIDER_TIMEOUT"]);
      // Two tries of 2 s, and the pause between them.
      assert.ok(performance.now() - began < 12_000);
    });

    await t.step("after all of that the functions are well", async () => {
      upstream.behave = { kind: "honest", json: SPOT };
      assert.equal((await ask(stack, "metals-dev/spot?metal=gold")).status, 200);
      const read = await fetch(`${stack.url}/functions/v1/config`);
      assert.equal(read.status, 200);
      await read.body?.cancel();
    });
  } finally {
    await stack.stop();
    await Promise.all([upstream.stop(), internal.stop()]);
  }
});

async function ask(
  stack: TestStack,
  place: string,
): Promise<{ status: number; code: string; text: string }> {
  const response = await fetch(`${stack.url}/functions/v1/provider-proxy/${place}`, {
    headers: { apikey: stack.keys.secretKey },
    signal: AbortSignal.timeout(20_000),
  });
  const text = await response.text();
  return { status: response.status, code: JSON.parse(text).code, text };
}

let day = Date.UTC(2025, 0, 1);

/** One that was never asked: a failure is kept for half a minute. */
function question(): string {
  day += 86_400_000;
  return `metals-api/historical?date=${new Date(day).toISOString().slice(0, 10)}`;
}

const MOST_GROWTH_KB = 150_000;

async function staysSmall(stack: TestStack, body: () => Promise<void>): Promise<void> {
  const before = peakKilobytes(stack);
  await body();
  const growth = peakKilobytes(stack) - before;
  assert.ok(growth < MOST_GROWTH_KB, `the functions grew by ${growth} kB`);
}

function peakKilobytes(stack: TestStack): number {
  if (Deno.build.os !== "linux") return 0;
  const status = Deno.readTextFileSync(`/proc/${stack.pids()["functions"]}/status`);
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? NaN);
}

async function raw(stack: TestStack, lines: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(stack.url);
  const connection = await Deno.connect({ hostname, port: Number(port) });
  await connection.write(new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`));
  const text = await new Response(connection.readable).text();
  return text;
}
