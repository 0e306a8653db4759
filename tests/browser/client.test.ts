import assert from "node:assert/strict";
import { join } from "node:path";
import { PROJECT_ROOT } from "../../stack/project-root.ts";
import { launch, openPage, until } from "./support/browser.ts";
import { startWithPrices } from "./support/running-stack.ts";

const CLIENT = join(PROJECT_ROOT, "dist", "client");
const CASES = join(PROJECT_ROOT, "tests", "support", "client", "run-in-browser.ts");

/** An own site: an empty page, the built client, and the simulator below /upstream, so that no CORS is needed. */
function serveSite(upstreamUrl: string | null): { readonly url: string; stop(): Promise<void> } {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const { pathname, search } = new URL(request.url);
    if (pathname === "/") {
      return new Response('<!doctype html><link rel="icon" href="data:,">', {
        headers: { "content-type": "text/html" },
      });
    }
    if (pathname.startsWith("/upstream/")) {
      return await fetch(`${upstreamUrl}${pathname.slice("/upstream".length)}${search}`);
    }
    const name = /^\/([\w-]+\.js)$/.exec(pathname)?.[1];
    if (name === undefined) return new Response(null, { status: 404 });
    return new Response(Deno.readTextFileSync(join(CLIENT, name)), {
      headers: { "content-type": "text/javascript" },
    });
  });
  return { url: `http://127.0.0.1:${server.addr.port}`, stop: () => server.shutdown() };
}

async function bundle(entry: string): Promise<string> {
  const file = Deno.makeTempFileSync({ suffix: ".js" });
  const args = ["bundle", "--quiet", "--platform", "browser", "--format", "iife", "-o", file, entry];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { cwd: PROJECT_ROOT, args }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  const text = Deno.readTextFileSync(file);
  Deno.removeSync(file);
  return text;
}

Deno.test("every case of the client passes in Chromium too", async () => {
  const site = serveSite(null);
  const browser = await launch();
  try {
    const { page } = await openPage(browser);
    await page.goto(site.url);
    await page.addScriptTag({ content: await bundle(CASES) });
    const result: unknown = await page.evaluate("runCases()");
    assert.ok(typeof result === "object" && result !== null && "names" in result && "failures" in result);
    assert.deepEqual(result.failures, []);
    assert.ok(Array.isArray(result.names) && result.names.length > 30);
  } finally {
    await browser.close();
    await site.stop();
  }
});

Deno.test("createSpotClient() detects, falls back to providers when the backend is killed, and comes back", async () => {
  const stack = await startWithPrices({ quietCron: true });
  const site = serveSite(stack.upstreamUrl);
  const browser = await launch();
  try {
    const { page, errors } = await openPage(browser);
    await page.goto(site.url);
    // The client takes a clock, so nobody waits for prices to get old.
    await page.addScriptTag({
      type: "module",
      content: `
        import { createSpotClient } from "/stacktrackr-prices.js";
        globalThis.later = 0;
        globalThis.modes = [];
        globalThis.client = createSpotClient({
          url: ["http://127.0.0.1:9", "${stack.url}"],
          key: "${stack.keys.publishableKey}",
          now: () => Date.now() + later,
          fallback: { keys: { "metals-dev": "own-key" }, route: ({ host, pathname, search }) =>
            new URL("${site.url}/upstream/" + host + pathname + search) },
        });
        client.onMode((mode) => modes.push(mode));`,
    });
    await until(page, "globalThis.client !== undefined");
    const read = async (later: number): Promise<{ readonly via: string; readonly price: number }> => {
      const gold: unknown = await page.evaluate(
        `(later += ${later}, client.latest({ metals: ["gold"], currency: "EUR", unit: "g" })).then(([gold]) => gold)`,
      );
      assert.ok(typeof gold === "object" && gold !== null && "via" in gold && "price" in gold);
      return { via: String(gold.via), price: Number(gold.price) };
    };
    const began = Date.now();
    assert.equal(await page.evaluate("client.detect()"), "backend");
    assert.ok(Date.now() - began < 2500, "the look ends within two seconds");
    const first = await read(0);
    assert.equal(first.via, "backend");

    await stack.pause("functions");
    const direct = await read(310_000);
    assert.equal(direct.via, "direct");
    assert.ok(Math.abs(direct.price / first.price - 1) < 0.01, `${direct.price} is near ${first.price}`);

    await stack.resume("functions");
    const again = await read(61_000);
    assert.equal(again.via, "backend");
    assert.deepEqual(await page.evaluate("modes"), ["backend", "direct", "backend"]);
    assert.equal(await page.evaluate("localStorage.length + sessionStorage.length"), 0);
    assert.deepEqual(errors, []);
  } finally {
    await browser.close();
    await site.stop();
    await stack.stop();
  }
});
