import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { Secret } from "../../shared/secret.ts";
import { createStore } from "../../shared/store/store.ts";
import { findHistoryFiles } from "../../tools/history-import/history-files.ts";
import { runImport } from "../../tools/history-import/run-import.ts";
import { testWithRealData } from "../support/data/real-data.ts";
import { startTestStack, type TestStack } from "../../stack/testing/test-stack.ts";

const V1 = z.array(z.strictObject({
  spot: z.number().positive(),
  metal: z.enum(["Gold", "Silver", "Platinum", "Palladium"]),
  source: z.string(),
  provider: z.string(),
  timestamp: z.string().regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/),
}));
const Stamp = { t: z.iso.datetime(), ts: z.int() };
/** What the app does not know and passes over. */
const Trust = {
  state: z.enum(["fresh", "carried", "stale", "disputed"]),
  state_reason: z.string().nullish(),
  corroborated_by: z.string().nullish(),
};
const Bar = z.strictObject({
  ...Stamp,
  open: z.number(),
  high: z.number(),
  low: z.number(),
  close: z.number(),
  avg: z.number(),
  n: z.int().positive(),
});
const CODES = ["xau", "xag", "xpt", "xpd"] as const;

function envelope<T extends z.ZodType>(
  data: T,
  staleAfter: number,
): z.ZodObject<
  { v: z.ZodLiteral<2>; generated_at: z.ZodISODateTime; stale_after: z.ZodLiteral<number>; data: T },
  z.core.$strict
> {
  return z.strictObject({
    v: z.literal(2),
    generated_at: z.iso.datetime(),
    stale_after: z.literal(staleAfter),
    data,
  });
}

/** Four metals every five minutes of a Wednesday, seven hours up to now, and a Saturday. */
async function withPrices(body: (stack: TestStack) => Promise<void>): Promise<void> {
  const stack = await startTestStack({ services: ["postgrest", "functions"], quietCron: true });
  try {
    await stack.sql`
      select spot.import_prices(
        array_agg(metal), array_agg(at), array_agg(base + extract(hour from at)::numeric + extract(minute from at)::numeric / 100),
        array_agg('Somebody'::text), false
      )
      from (
        select generate_series(timestamptz '2026-02-25 00:00Z', '2026-02-25 23:55Z', '5 minutes') as at
        union all select timestamptz '2026-02-28 12:00Z'
      ) as times,
      (values ('gold', 5000), ('silver', 80), ('platinum', 2000), ('palladium', 1700)) as metal (metal, base)`;
    await stack.sql`select spot.refresh_latest_prices()`;
    await body(stack);
  } finally {
    await stack.stop();
  }
}

Deno.test("the feed has StackTrackr's files", () =>
  withPrices(async (stack) => {
    const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(`${stack.url}/functions/v1/feed/${path}`, { headers });
    const read = async <T>(path: string, schema: z.ZodType<T>): Promise<T> => {
      const response = await get(path);
      assert.equal(response.status, 200, path);
      return schema.parse(await response.json());
    };

    const hour = await read("hourly/2026/02/25/14.json", V1);
    assert.equal(hour.length, 16);
    assert.deepEqual(hour.at(-1), {
      spot: 94.55,
      metal: "Silver",
      source: "hourly",
      provider: "Somebody",
      timestamp: "2026-02-25 14:55:00",
    });
    const quarter = await read("15min/2026/02/25/1430.json", V1);
    assert.deepEqual(quarter.map(({ metal, timestamp }) => [metal, timestamp.slice(11)]), [
      ["Gold", "14:40:00"],
      ["Palladium", "14:40:00"],
      ["Platinum", "14:40:00"],
      ["Silver", "14:40:00"],
    ]);
    const year = await read("spot-history-2026.json", V1);
    // The market closes at 22:00Z; what follows is of the next trading day but of the same UTC day.
    assert.deepEqual(year.map(({ metal, spot, timestamp }) => [metal, spot, timestamp]), [
      ["Gold", 5023.55, "2026-02-25 12:00:00"],
      ["Palladium", 1723.55, "2026-02-25 12:00:00"],
      ["Platinum", 2023.55, "2026-02-25 12:00:00"],
      ["Silver", 103.55, "2026-02-25 12:00:00"],
    ]);

    const latest = await read(
      "spot/latest.json",
      envelope(z.record(z.enum(CODES), z.strictObject({ price: z.number(), ...Stamp, ...Trust })), 1200),
    );
    assert.equal(Object.keys(latest.data)[0], "xau");
    // An old price must not look as if it were of today.
    assert.ok(latest.generated_at.startsWith("2026-02-2"));
    const gold = await read(
      "spot/xau/latest.json",
      envelope(z.strictObject({ metal: z.literal("xau"), price: z.number(), ...Stamp, ...Trust }), 1200),
    );
    assert.equal(gold.data.t, "2026-02-28T12:00:00Z");
    const day = await read("v2/spot/xau/2026/02/25.json", envelope(z.array(Bar), 3600));
    assert.equal(day.data.length, 23);
    assert.deepEqual(day.data[14], {
      t: "2026-02-25T14:00:00Z",
      ts: Date.parse("2026-02-25T14:00:00Z") / 1000,
      open: 5014,
      high: 5014.55,
      low: 5014,
      close: 5014.55,
      avg: 5014.275,
      n: 12,
    });
    const month = await read("spot/xau/2026/02.json", envelope(z.array(Bar), 86_400));
    assert.deepEqual(month.data.map(({ t }) => t), ["2026-02-25T12:00:00Z"]);
    assert.deepEqual((await read("spot/xau/intraday.json", envelope(z.array(Bar), 1200))).data, []);
    const history = await read(
      "spot/history/7d.json",
      envelope(z.record(z.enum(CODES), z.array(Bar)), 3600),
    );
    assert.deepEqual(Object.keys(history.data), [...CODES]);

    for (
      const absent of [
        "hourly/2026/02/26/00.json",
        "15min/2026/02/26/0000.json",
        "spot-history-1999.json",
        "spot/xau/2026/02/28.json",
        "spot/xau/2026/03.json",
        "spot/xcu/latest.json",
        "anything.json",
      ]
    ) {
      const response = await get(absent);
      assert.equal(response.status, 404, absent);
      assert.equal(response.headers.get("cache-control"), "no-store");
      assert.deepEqual(Object.keys(await response.json()), ["code", "message", "details", "hint"]);
    }
    assert.equal((await get("hourly/2026/02/30/00.json")).status, 400);
    assert.equal(
      (await fetch(`${stack.url}/functions/v1/feed/spot/latest.json`, { method: "POST" })).status,
      405,
    );

    const settled = await get("hourly/2026/02/25/14.json", { origin: "null" });
    assert.equal(settled.headers.get("cache-control"), "public, max-age=31536000, immutable");
    assert.equal(settled.headers.get("access-control-allow-origin"), "*");
    assert.equal(settled.headers.get("x-cache"), "hit");
    const etag = settled.headers.get("etag") ?? "";
    await settled.body?.cancel();
    const again = await get("hourly/2026/02/25/14.json?_=1", { "if-none-match": etag });
    assert.equal(again.status, 304);
    const moving = (await get("spot/latest.json")).headers.get("cache-control") ?? "";
    assert.match(moving, /^public, max-age=\d+, stale-if-error=86400$/);
  }));

Deno.test("a file of the hour that goes on may change, and its last entry is the newest", async () => {
  const stack = await startTestStack({ quietCron: true });
  try {
    const pull = await fetch(`${stack.url}/functions/v1/prices-pull`, {
      method: "POST",
      headers: { apikey: stack.keys.secretKey },
    });
    assert.equal(pull.status, 200);
    const [row] = await stack.sql`select max(priced_at) as at from spot.prices`;
    const at: unknown = row?.["at"];
    assert.ok(at instanceof Date);
    const [date = "", time = ""] = at.toISOString().split("T");
    const path = `hourly/${date.replaceAll("-", "/")}/${time.slice(0, 2)}.json`;
    const response = await fetch(`${stack.url}/functions/v1/feed/${path}`);
    assert.equal(response.status, 200);
    assert.match(response.headers.get("cache-control") ?? "", /^public, max-age=\d+,/);
    const rows = V1.parse(await response.json());
    assert.equal(rows.at(-1)?.timestamp, at.toISOString().slice(0, 19).replace("T", " "));
    assert.match(rows[0]?.provider ?? "", /simulated/);
    const latest = await (await fetch(`${stack.url}/functions/v1/feed/spot/latest.json`)).json();
    assert.ok(Date.now() - Date.parse(latest.generated_at) < 60_000);
  } finally {
    await stack.stop();
  }
});

testWithRealData(
  "every hour of the recorded fortnight has its file, and an hour without prices has none",
  async (folder) => {
    const stack = await startTestStack({ services: ["postgrest", "functions"], quietCron: true });
    try {
      const path = join(folder, "prices", "15min.csv");
      await stack.sql`update spot.settings set document = document || '{"rate_limit_per_minute": 0}'`;
      const store = createStore({
        supabaseUrl: stack.url,
        key: new Secret(stack.keys.secretKey),
        fetch: (request) => fetch(request),
      });
      const { refused } = await runImport(await findHistoryFiles([path]), { store, now: () => Date.now() });
      assert.equal(refused.length, 4);
      const times = (await Deno.readTextFile(path)).split("\n").slice(1)
        .filter((line) => line !== "" && !line.startsWith("2026-02-27T14:30")).map((line) =>
          line.slice(0, 20)
        );
      const newest = new Map<string, string>();
      for (const time of times) newest.set(time.slice(0, 13), time);
      const [first = "", last = ""] = [times[0], times.at(-1)];
      const found = { present: 0, absent: 0 };
      const HOUR = 3_600_000;
      for (let at = Math.floor(Date.parse(first) / HOUR) * HOUR; at <= Date.parse(last); at += HOUR) {
        const hour = new Date(at).toISOString().slice(0, 13);
        const file = `${hour.slice(0, 10).replaceAll("-", "/")}/${hour.slice(11)}.json`;
        const response = await fetch(`${stack.url}/functions/v1/feed/hourly/${file}`);
        const expected = newest.get(hour);
        if (expected === undefined) {
          assert.equal(response.status, 404, hour);
          await response.body?.cancel();
          found.absent++;
          continue;
        }
        assert.equal(response.status, 200, hour);
        const rows = V1.parse(await response.json());
        assert.equal(rows.at(-1)?.timestamp, expected.replace("T", " ").slice(0, 19));
        assert.ok(rows.length <= 16 && rows.length % 4 === 0);
        found.present++;
      }
      assert.ok(found.present > 280 && found.absent > 0, JSON.stringify(found));
    } finally {
      await stack.stop();
    }
  },
);
