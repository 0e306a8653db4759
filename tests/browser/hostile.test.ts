import assert from "node:assert/strict";
import { METALS } from "../../shared/schemas/metal.ts";
import { keepScreenshot, launch, openPage, until } from "./support/browser.ts";
import { startWithPrices } from "./support/running-stack.ts";

const MARKUP = '<img src=x onerror="globalThis.hacked=true"><script>globalThis.hacked=true</script>';

/** An answer in which everything that can be text is markup, with one metal per kind of nonsense. */
function hostileAnswer(latest: Record<string, unknown>, now: number): unknown {
  const ts = new Date(now - 5000).toISOString();
  return {
    prices: METALS.map((metal) => ({
      metal,
      currency: "USD",
      unit: "toz",
      latest: {
        ts,
        price: 5000,
        bid: 1e308,
        ask: null,
        provider: MARKUP,
        state: MARKUP,
        state_reason: MARKUP,
        market: MARKUP,
        age_seconds: "1",
        sources: [{ provider: MARKUP, price: 1e308, verdict: MARKUP, reason: MARKUP }, null, 7],
        ...latest,
      },
      series: [
        null,
        { ts: "0001-01-01T00:00:00Z", price: 1 },
        { ts, price: 1e308 },
        { ts, price: null },
        { ts: MARKUP, price: 2 },
        { ts: new Date(now - 7_200_000).toISOString(), price: 4990 },
        { ts: new Date(now - 3_600_000).toISOString(), price: 5000 },
      ],
      generated_at: MARKUP,
      stale_after: MARKUP,
    })),
  };
}

Deno.test("dashboard shows hostile answers harmlessly", async (t) => {
  let latest: Record<string, unknown> = {};
  const cors = { "access-control-allow-origin": "*", "access-control-allow-headers": "*" };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: cors });
    const isHealth = new URL(request.url).pathname.endsWith("/health");
    const body = isHealth ? { status: "ok" } : hostileAnswer(latest, Date.now());
    return Response.json(body, { headers: cors });
  });
  const hostile = `http://127.0.0.1:${server.addr.port}`;
  const stack = await startWithPrices({ services: ["postgrest", "functions", "upstream"], quietCron: true });
  const browser = await launch();
  try {
    const connect = `localStorage.setItem("stacktrackr-prices", JSON.stringify({ url: "${hostile}" }))`;

    await t.step("markup in every text stays text", async () => {
      const { page, errors } = await openPage(browser, { viewport: { width: 1280, height: 900 } });
      await page.addInitScript(connect);
      await page.goto(stack.url);
      await page.waitForSelector(".card:not(.skeleton)");
      await until(page, `document.querySelector(".side").textContent.includes("<img")`);
      await keepScreenshot(page, "hostile");
      assert.equal(await page.evaluate("globalThis.hacked ?? null"), null);
      assert.equal(await page.locator("main img, main script").count(), 0);
      assert.equal(
        await page.locator("#banner").innerText(),
        "",
        "no label says that the prices are not live",
      );
      assert.deepEqual(errors, []);
      assert.equal(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), true);
      await page.context().close();
    });

    for (const [what, change] of Object.entries(REFUSED)) {
      await t.step(`${what} shows an error instead of a price`, async () => {
        latest = change;
        const { page, errors } = await openPage(browser);
        await page.addInitScript(connect);
        await page.goto(stack.url);
        await page.locator(".notice.bad").first().waitFor();
        assert.equal(await page.locator(".card:not(.skeleton)").count(), 0);
        assert.deepEqual(errors, []);
        await page.context().close();
      });
    }
  } finally {
    await browser.close();
    await server.shutdown();
    await stack.stop();
  }
});

const REFUSED: Readonly<Record<string, Record<string, unknown>>> = {
  "a price of 1e308": { price: 1e308 },
  "a null price": { price: null },
  "a time in the year 1": { ts: "0001-01-01T00:00:00Z" },
};
