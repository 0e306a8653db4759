import assert from "node:assert/strict";
import { join } from "node:path";
import { serveFile } from "../../stack/gateway/static-files.ts";
import { PROJECT_ROOT } from "../../stack/project-root.ts";
import { launch, openPage } from "./support/browser.ts";
import { startWithPrices } from "./support/running-stack.ts";

Deno.test("dashboard on a plain static host asks for the backend, connects and remembers it", async () => {
  const stack = await startWithPrices({ services: ["postgrest", "functions", "upstream"], quietCron: true });
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const file = await serveFile(join(PROJECT_ROOT, "dist", "dashboard"), new URL(request.url).pathname);
    if (file === null) return new Response("<h1>Not found</h1>", { status: 404 });
    // Without the gateway's header: the policy in the page has to do.
    file.headers.delete("content-security-policy");
    return file;
  });
  const host = `http://127.0.0.1:${server.addr.port}`;
  const browser = await launch();
  try {
    const { page, errors, origins } = await openPage(browser);
    await page.goto(host);
    await page.getByRole("button", { name: "Connection …" }).click();
    await page.getByLabel("Project URL").fill("not a url");
    await page.getByRole("button", { name: "Connect" }).click();
    assert.match(await page.getByRole("alert").innerText(), /should look like/);
    await page.getByLabel("Project URL").fill(stack.url);
    await page.getByLabel("Publishable key").fill(stack.keys.publishableKey);
    await page.getByRole("button", { name: "Connect" }).click();
    await page.waitForSelector(".card:not(.skeleton)");
    await page.reload();
    await page.waitForSelector(".card:not(.skeleton)");
    await page.goto(`${host}/#operator`);
    await page.getByLabel("Secret key").fill(stack.keys.secretKey);
    await page.getByRole("button", { name: "Open" }).click();
    await page.getByLabel("Swissquote enabled").check();
    await page.getByText("Version 2").waitFor();
    const [row] = await stack.sql`select is_enabled from spot.providers where provider_key = 'swissquote'`;
    assert.equal(row?.["is_enabled"], true);
    assert.deepEqual([...origins].sort(), [host, stack.url].sort());
    assert.deepEqual(errors, []);
  } finally {
    await browser.close();
    await server.shutdown();
    await stack.stop();
  }
});
