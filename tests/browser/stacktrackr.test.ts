import assert from "node:assert/strict";
import { join } from "node:path";
import axe from "axe-core";
import type { Page } from "playwright-core";
import {
  appPage,
  type AppPageOptions,
  type AppVersion,
  OWN_PRICES,
  readAppFile,
  serveApp,
} from "./support/app-page.ts";
import { keepScreenshot, launch, openPage, until } from "./support/browser.ts";
import { startWithPrices } from "./support/running-stack.ts";

const BADGE = "#stacktrackrPricesBadge";
const ZONES = [
  ["v333", "America/Chicago"],
  ["v333", "Europe/Berlin"],
  ["v336", "Australia/Sydney"],
] as const;
const VERSIONS: readonly AppVersion[] = ["v333", "v336"];
/** Long enough for the look at the backend to end (2 s) and to do something it should not. */
const SETTLED = "globalThis.chainRuns > 0 && ['offline', 'backend'].includes(StackTrackrPrices.mode)";

interface LatestAnswer {
  readonly prices: readonly {
    readonly metal: string;
    readonly price: number;
    readonly latest: { readonly ts: string };
  }[];
}

async function latest(stackUrl: string): Promise<LatestAnswer> {
  return await (await fetch(`${stackUrl}/api/prices?metal=all`)).json();
}

/** Every name in localStorage that the app does not know. */
async function foreignKeys(page: Page): Promise<unknown> {
  return await page.evaluate(
    "Object.keys(localStorage).filter((key) => !ALLOWED_STORAGE_KEYS.includes(key))",
  );
}

Deno.test("serverless-api.js", async (t) => {
  const stack = await startWithPrices();
  const app = serveApp();
  const browser = await launch();
  const on = { "data-url": stack.url, "data-key": stack.keys.publishableKey, "data-allow-simulated": "" };
  const address = (options: Omit<AppPageOptions, "base">): string =>
    `${app.url}/?page=${encodeURIComponent(JSON.stringify(options))}`;
  try {
    for (const [version, timezoneId] of ZONES) {
      await t.step(
        `${version} in ${timezoneId}: brings in the prices of the backend as the app's own sync would`,
        async () => {
          const { page, errors } = await openPage(browser, { timezoneId });
          await page.goto(address({ version, script: on }));
          await page.locator(BADGE).waitFor();
          const { prices } = await latest(stack.url);
          const shown = await page.evaluate("spotPricesNow()");
          assert.deepEqual(shown, Object.fromEntries(prices.map(({ metal, price }) => [metal, price])));
          for (const { metal, price, latest: { ts } } of prices) {
            const name = metal.charAt(0).toUpperCase() + metal.slice(1);
            assert.equal(await page.locator(`#spotPriceDisplay${name}`).innerText(), `$${price.toFixed(2)}`);
            assert.equal(await page.evaluate(`localStorage.getItem("spot${name}")`), String(price));
            const rows = await page.evaluate(`spotHistory.filter(({ metal, provider }) =>
            metal === "${name}" && provider !== "StakTrakr")`);
            assert.deepEqual(rows, [{
              spot: price,
              metal: name,
              source: "api",
              provider: "StackTrackr Prices: consensus (simulated)",
              // The quote's time in UTC, whatever the zone of the browser.
              timestamp: new Date(ts).toISOString().replace("T", " ").slice(0, 19),
            }]);
          }
          assert.deepEqual(await foreignKeys(page), []);
          assert.ok(
            !String(await page.evaluate("JSON.stringify(localStorage)")).includes("sb_"),
            "no key is stored",
          );
          assert.deepEqual(errors, []);
          await page.context().close();
        },
      );
    }

    for (const version of VERSIONS) {
      await t.step(`${version}: does nothing at all while there is no backend`, async () => {
        const { page, errors } = await openPage(browser);
        await page.goto(address({ version, script: { ...on, "data-url": "http://127.0.0.1:9" } }));
        await until(page, SETTLED);
        assert.deepEqual(await page.evaluate("spotPricesNow()"), OWN_PRICES);
        assert.equal(await page.locator(BADGE).count(), 0);
        const without = await openPage(browser);
        await without.page.goto(address({ version, script: null }));
        await until(without.page, "globalThis.chainRuns > 0");
        for (const what of ["calls", "Object.keys(localStorage).sort()", "document.body.innerHTML"]) {
          assert.deepEqual(await page.evaluate(what), await without.page.evaluate(what));
        }
        assert.deepEqual(errors, []);
        await page.context().close();
        await without.page.context().close();
      });
    }

    for (const version of VERSIONS) {
      await t.step(`${version}: lets the app's own sync read the backend's feed`, async () => {
        const { page, errors } = await openPage(browser);
        await page.goto(address({ version, script: on }));
        await page.locator(BADGE).waitFor();
        await page.evaluate("syncProviderChain()");
        const { prices } = await latest(stack.url);
        for (const { metal, price } of prices) {
          const shown = Number(await page.evaluate(`spotPricesNow().${metal}`));
          assert.ok(Math.abs(shown / price - 1) < 0.001, `${metal}: ${shown} is ${price}`);
        }
        assert.deepEqual(errors, []);
        await page.context().close();
      });
    }

    await t.step("follows the app's order of calls", async () => {
      const { page } = await openPage(browser);
      await page.goto(address({ version: "v333", script: on }));
      await page.locator(BADGE).waitFor();
      const calls = await page.evaluate("calls.slice(calls.indexOf('saveApiCache') - 3)");
      assert.deepEqual(calls, [
        "updateSpotCardColor palladium",
        "recordSpot Palladium",
        "updateSpotTimestamp Palladium",
        "saveApiCache",
        "updateSummary",
        "onGoldSpotPriceChanged",
        "recordAllItemPriceSnapshots",
        "updateAllSparklines",
      ]);
      await page.context().close();
    });

    await t.step("works from a folder, where the origin is null", async () => {
      const folder = Deno.makeTempDirSync();
      const names = ["constants", "v333", "state", "spot", "api", "init", "serverless-api"].map((name) =>
        `${name}.js`
      );
      for (const name of [...names, "style.css"]) {
        Deno.writeTextFileSync(join(folder, name), readAppFile(name) ?? "");
      }
      Deno.writeTextFileSync(join(folder, "index.html"), appPage({ version: "v333", script: on, base: "." }));
      const { page } = await openPage(browser);
      await page.goto(`file://${folder}/index.html`);
      await page.locator(BADGE).waitFor();
      await page.context().close();
      Deno.removeSync(folder, { recursive: true });
    });

    await t.step("keeps simulated prices out unless told otherwise", async () => {
      const { page } = await openPage(browser);
      await page.goto(address({ version: "v333", script: { "data-url": stack.url } }));
      await until(page, SETTLED);
      await page.waitForLoadState("networkidle");
      assert.deepEqual(await page.evaluate("spotPricesNow()"), OWN_PRICES);
      assert.equal(await page.locator(BADGE).count(), 0);
      await page.context().close();
    });

    await t.step("leaves an app alone whose user types prices by hand", async () => {
      const { page } = await openPage(browser);
      await page.addInitScript("localStorage.setItem('spotPricingSource', 'MANUAL')");
      await page.goto(address({ version: "v336", script: on }));
      await until(page, "StackTrackrPrices.mode === 'backend'");
      await page.waitForLoadState("networkidle");
      assert.equal(await page.locator(BADGE).count(), 0);
      assert.equal(await page.evaluate("spotPricesNow().gold"), 2500);
      await page.context().close();
    });

    for (const theme of ["light", "dark"] as const) {
      await t.step(`shows a badge that everybody can read: ${theme}`, async () => {
        const { page } = await openPage(browser, { viewport: { width: 900, height: 300 } });
        await page.goto(address({ version: "v333", script: on, theme }));
        await page.locator(BADGE).waitFor();
        assert.match(
          await page.locator(BADGE).innerText(),
          /^Enhanced API Active\s*· \d+ (s|min|h|days) ago,( market closed,)? simulated$/,
        );
        assert.equal(await page.locator(`${BADGE} [role=status]`).innerText(), "Enhanced API Active");
        await keepScreenshot(page, `badge-${theme}`);
        await page.evaluate(axe.source);
        const found = await page.evaluate(
          `axe.run("${BADGE}").then(({ violations }) => violations.map(({ id }) => id))`,
        );
        assert.deepEqual(found, []);
        await page.context().close();
      });
    }

    await t.step("hands over to the app when the backend dies, and takes over when it is back", async () => {
      const { page, errors } = await openPage(browser);
      await page.goto(address({ version: "v333", script: { ...on, "data-check-seconds": "5" } }));
      await page.locator(BADGE).waitFor();
      assert.equal(await page.evaluate("API_PROVIDERS.STAKTRAKR.hourlyBaseUrls.length"), 2);
      await stack.pause("functions");
      await page.locator(BADGE).waitFor({ state: "detached", timeout: 60_000 });
      assert.equal(await page.evaluate("API_PROVIDERS.STAKTRAKR.hourlyBaseUrls.length"), 1);
      await page.evaluate("syncProviderChain()");
      assert.deepEqual(await page.evaluate("spotPricesNow()"), OWN_PRICES);
      await stack.resume("functions");
      await waitForHealth(stack.url);
      await page.locator(BADGE).waitFor({ timeout: 90_000 });
      await until(page, `spotPricesNow().gold !== ${OWN_PRICES.gold}`, 60_000);
      assert.deepEqual(await foreignKeys(page), []);
      assert.deepEqual(errors, []);
      await page.context().close();
    });
  } finally {
    await browser.close();
    await app.stop();
    await stack.stop();
  }
});

async function waitForHealth(stackUrl: string): Promise<void> {
  const end = Date.now() + 60_000;
  for (;;) {
    const { status, body } = await fetch(`${stackUrl}/health`);
    await body?.cancel();
    if (status === 200) return;
    assert.ok(Date.now() < end, "health is 200 within a minute");
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
