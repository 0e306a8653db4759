import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { startTestStack, type TestStack } from "../../stack/testing/test-stack.ts";
import { order } from "../support/http/pulling.ts";
import { keepScreenshot, launch, openPage } from "./support/browser.ts";

/** Only these providers are asked, as after a fresh install with their keys. */
async function startWith(providers: readonly string[], fault: string | null = null): Promise<TestStack> {
  const stack = await startTestStack({ quietCron: true });
  await stack.sql`update spot.providers set is_enabled = provider_key = any (${[...providers]}) where true`;
  if (fault !== null) await order(stack, "faults", { provider: "*", fault });
  await fetch(`${stack.url}/functions/v1/prices-pull`, {
    method: "POST",
    headers: { apikey: stack.keys.secretKey, "content-type": "application/json" },
    body: "{}",
  }).then((response) => response.body?.cancel());
  return stack;
}

async function latest(stack: TestStack): Promise<Record<string, unknown>> {
  const answer = await (await fetch(`${stack.url}/functions/v1/prices-read?metal=gold`)).json();
  return answer.latest ?? answer;
}

async function cardOf(browser: Browser, stack: TestStack, name: string): Promise<string> {
  const { page } = await openPage(browser, { viewport: { width: 1280, height: 900 } });
  await page.goto(stack.url);
  await page.waitForTimeout(1500);
  await keepScreenshot(page, `fresh-${name}`);
  const text = await page.locator("main").innerText();
  await page.context().close();
  return text;
}

Deno.test("a fresh install says in the first minute how far to trust its prices", async (t) => {
  const browser = await launch();
  try {
    for (const provider of ["gold-api", "metals-dev"]) {
      await t.step(`${provider} alone: one source, unconfirmed`, async () => {
        const stack = await startWith([provider]);
        try {
          const { state, corroborated_by } = await latest(stack);
          assert.deepEqual([state, corroborated_by], ["fresh", null]);
          assert.match(await cardOf(browser, stack, `${provider}-alone`), /one source, unconfirmed/);
          const health = await (await fetch(`${stack.url}/functions/v1/health`)).json();
          assert.match(health.metals.gold.explanation, /one source, unconfirmed/);
        } finally {
          await stack.stop();
        }
      });
    }

    await t.step("gold-api beside the central banks' reference: near it", async () => {
      const stack = await startWith(["gold-api", "frankfurter"]);
      try {
        const { state, corroborated_by } = await latest(stack);
        assert.deepEqual([state, corroborated_by], ["fresh", "reference"]);
        assert.doesNotMatch(await cardOf(browser, stack, "gold-api-and-reference"), /unconfirmed/);
      } finally {
        await stack.stop();
      }
    });

    await t.step("without the internet: no price, and what to do", async () => {
      const stack = await startWith(["gold-api", "frankfurter"], "connection_reset");
      try {
        assert.equal((await latest(stack))["code"], "PRICE_NOT_YET");
        assert.match(await cardOf(browser, stack, "no-internet"), /there is no price yet/);
      } finally {
        await stack.stop();
      }
    });
  } finally {
    await browser.close();
  }
});
