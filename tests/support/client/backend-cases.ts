import { ageSeconds } from "../../../web/client/spot-price.ts";
import { type Case, claim, claimEqual, claimRejects } from "./claim.ts";
import { NOON, priceAnswer, Scene } from "./scene.ts";

export const BACKEND_CASES: readonly Case[] = [
  {
    name: "latest() asks once per pull and not again while the answer is fresh",
    async run(): Promise<void> {
      const scene = new Scene();
      scene.backend("a.example", () => ({}));
      const client = scene.client();
      await client.latest();
      scene.now += 299_000;
      const [gold] = await client.latest();
      claimEqual(scene.reads().length, 1);
      claimEqual(gold?.price, 5000);
      scene.now += 2000;
      await client.latest();
      claimEqual(scene.reads().length, 2);
    },
  },
  {
    name: "latest() shares one request between callers at the same time",
    async run(): Promise<void> {
      const scene = new Scene();
      scene.backend("a.example", () => ({}));
      const client = scene.client();
      await Promise.all([client.latest(), client.latest(), client.latest()]);
      claimEqual(scene.asked.map(({ url }) => url.pathname), ["/functions/v1/prices-read"]);
    },
  },
  {
    name: "latest() sends the ETag and takes 304 for the same prices, older",
    async run(): Promise<void> {
      const scene = new Scene();
      scene.host("a.example", ({ url, headers }) => {
        if (url.pathname.endsWith("/health")) return Response.json({ status: "ok" });
        if (headers.get("if-none-match") === 'W/"x"') {
          return new Response(null, { status: 304, headers: { "cache-control": "public, max-age=60" } });
        }
        return Response.json(priceAnswer({}, scene.now), { headers: { etag: 'W/"x"' } });
      });
      const client = scene.client();
      await client.latest();
      scene.now += 301_000;
      const [gold] = await client.latest();
      claim(gold !== undefined, "there is a price");
      claimEqual(Math.round(ageSeconds(gold, scene.now)), 331);
      scene.now += 59_000;
      await client.latest();
      claimEqual(scene.reads().length, 2);
    },
  },
  {
    name: "latest() keeps still for the time of Retry-After",
    async run(): Promise<void> {
      const scene = new Scene();
      scene.host(
        "a.example",
        ({ url }) =>
          url.pathname.endsWith("/health") ? Response.json({ status: "ok" }) : Response.json(
            { code: "LIMIT_REQUESTS", message: "Cannot answer now", details: null, hint: "Wait" },
            { status: 429, headers: { "retry-after": "30" } },
          ),
      );
      const client = scene.client();
      const first = await claimRejects(client.latest());
      claimEqual([first["code"], first["retryAfterSeconds"], first["hint"]], ["RATE_LIMITED", 30, "Wait"]);
      scene.now += 20_000;
      const second = await claimRejects(client.latest());
      claimEqual([second["code"], second["retryAfterSeconds"]], ["RATE_LIMITED", 10]);
      claimEqual(scene.reads().length, 1);
      scene.now += 11_000;
      await claimRejects(client.latest());
      claimEqual(scene.reads().length, 2);
    },
  },
  {
    name: "latest() sends the key as apikey and asks without a key where none is given",
    async run(): Promise<void> {
      const scene = new Scene();
      scene.backend("a.example", () => ({}));
      await scene.client({ key: "sb_publishable_x" }).latest();
      await scene.client().latest();
      claimEqual(scene.reads().map(({ headers }) => headers.get("apikey")), ["sb_publishable_x", null]);
    },
  },
  {
    name: "latest() passes on what the server says of a wrong question",
    async run(): Promise<void> {
      const scene = new Scene();
      scene.host(
        "a.example",
        ({ url }) =>
          url.pathname.endsWith("/health") ? Response.json({ status: "ok" }) : Response.json(
            {
              code: "INPUT_UNKNOWN_CURRENCY",
              message: "Cannot read currency",
              details: null,
              hint: "Currencies: EUR",
            },
            { status: 400 },
          ),
      );
      const error = await claimRejects(scene.client().latest({ currency: "XYZ" }));
      claimEqual(
        [error["code"], error["serverCode"], error["status"], error["hint"]],
        ["REFUSED", "INPUT_UNKNOWN_CURRENCY", 400, "Currencies: EUR"],
      );
    },
  },
  {
    name: "history() and at() ask for one metal, a window, a unit and a date",
    async run(): Promise<void> {
      const scene = new Scene();
      scene.backend("a.example", () => ({}));
      const client = scene.client();
      const history = await client.history({ metal: "gold", window: "1y", currency: "EUR", unit: "g" });
      claimEqual(history.points.length, 1);
      await client.at({ metal: "gold", at: "2019-05-04" });
      claimEqual(scene.reads().map(({ url }) => url.search), [
        "?metal=gold%2C&currency=EUR&unit=g&window=1y",
        "?metal=gold%2C&currency=USD&unit=toz&window=24h&at=2019-05-04",
      ]);
    },
  },
  {
    name: "ageSeconds() does not depend on the clock of this machine",
    async run(): Promise<void> {
      const scene = new Scene();
      scene.host(
        "a.example",
        ({ url }) =>
          Response.json(url.pathname.endsWith("/health") ? { status: "ok" } : priceAnswer({}, NOON)),
      );
      scene.now = NOON + 6 * 3_600_000;
      const [gold] = await scene.client().latest();
      claim(gold !== undefined, "there is a price");
      scene.now += 5000;
      claimEqual(ageSeconds(gold, scene.now), 35);
    },
  },
];
