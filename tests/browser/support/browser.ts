import { join } from "node:path";
import packed from "@sparticuz/chromium";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { PROJECT_ROOT } from "../../../stack/project-root.ts";

const ARTEFACTS = join(PROJECT_ROOT, "tests", "browser", "artefacts");
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A page with what went wrong on it and whom it asked. */
export interface WatchedPage {
  readonly page: Page;
  /** Uncaught errors and console errors, without those of connections that were refused. */
  readonly errors: readonly string[];
  /** Origins of all requests. */
  readonly origins: ReadonlySet<string>;
}

/**
 * Chromium with a profile of its own: CHROMIUM_PATH if set, else the build from npm, which is for Linux on x64 and
 * unpacks itself once into .local/chromium, else the Chrome that is installed.
 */
export async function launch(): Promise<Browser> {
  const path = Deno.env.get("CHROMIUM_PATH");
  const hasBuild = Deno.build.os === "linux" && Deno.build.arch === "x86_64";
  if (path === undefined && !hasBuild) return await chromium.launch({ channel: "chrome", args: FLAGS });
  return await chromium.launch({ executablePath: path ?? await unpacked(), headless: true, args: FLAGS });
}

async function unpacked(): Promise<string> {
  const folder = join(PROJECT_ROOT, ".local", "chromium");
  Deno.mkdirSync(folder, { recursive: true });
  const before = Deno.env.get("TMPDIR");
  // The package unpacks below TMPDIR; its usual place may hold another user's copy.
  Deno.env.set("TMPDIR", folder);
  try {
    return await packed.executablePath();
  } finally {
    if (before === undefined) Deno.env.delete("TMPDIR");
    else Deno.env.set("TMPDIR", before);
  }
}

/** A new page in a context of its own; `errors` and `origins` fill as it lives. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({ locale: "en-US", timezoneId: "Etc/UTC", ...options });
  const page = await context.newPage();
  const errors: string[] = [];
  const origins = new Set<string>();
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    // Chromium itself writes of failed connections and answers; pages cannot prevent that.
    const isNetwork = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !isNetwork) errors.push(message.text());
  });
  page.on("request", (request) => origins.add(new URL(request.url()).origin));
  return { page, errors, origins };
}

/** Keeps a screenshot for people to look at. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  Deno.mkdirSync(ARTEFACTS, { recursive: true });
  await page.screenshot({ path: join(ARTEFACTS, `${name}.png`), animations: "disabled" });
}

/** Keeps a measurement beside the screenshots. */
export function keepFigure(name: string, value: unknown): void {
  Deno.mkdirSync(ARTEFACTS, { recursive: true });
  Deno.writeTextFileSync(join(ARTEFACTS, `${name}.json`), JSON.stringify(value));
}

/** Waits until an expression holds in the page. Playwright's own waitForFunction needs eval, which the CSP forbids. */
export async function until(page: Page, expression: string, limitMs = 15_000): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await page.evaluate(`Boolean(${expression})`))) {
    if (Date.now() > end) throw new Error(`Not so within ${limitMs} ms: ${expression}`);
    await page.waitForTimeout(50);
  }
}
