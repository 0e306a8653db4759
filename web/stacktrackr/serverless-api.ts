/// <reference lib="dom" />
import { sleep } from "../../shared/sleep.ts";
import { addressOf } from "../client/address.ts";
import { createBackend } from "../client/backend.ts";
import { onWake } from "../client/on-wake.ts";
import { createPolling } from "../client/polling.ts";
import { assembleSpotClient, type Mode } from "../client/spot-client.ts";
import type { SpotPrice } from "../client/spot-price.ts";
import { findApp, isManual } from "./app-globals.ts";
import { applyPrices } from "./apply-prices.ts";
import { createBadge } from "./badge.ts";
import { offerFeed } from "./feed-address.ts";
import { readScriptSettings, type ScriptSettings } from "./script-settings.ts";

declare global {
  /** The one name that the script adds to the page, for a look from the console. */
  var StackTrackrPrices:
    | { readonly mode: Mode; readonly lastError: string | null; readonly stop: () => void }
    | undefined;
}

const TIMEOUT_MS = 8000;
const NO_APP = "The page has no StackTrackr app";

/**
 * Watches for the backend and feeds the app while it is healthy. Until then, and as soon as it is gone, the app is
 * left as it is: its own chain of providers is the fallback. Keeps nothing in storage.
 */
function start(settings: ScriptSettings): void {
  const now = Date.now;
  const checkMs = settings.checkSeconds * 1000;
  const badge = createBadge(now);
  let lastError: string | null = null;
  let withdraw: (() => void) | null = null;

  const candidates = settings.urls.map((url) =>
    createBackend({
      address: addressOf(url),
      fetch: (address, init) => fetch(address, init),
      headers: settings.key === null ? {} : { apikey: settings.key },
      timeoutMs: TIMEOUT_MS,
      longestFreshMs: checkMs,
      now,
    })
  );
  const client = assembleSpotClient({
    candidates,
    fallback: null,
    useUnhealthy: false,
    feed: createPolling({ sleep, random: Math.random, onWake, longestWaitMs: checkMs }),
    now,
  });

  function leave(): void {
    withdraw?.();
    withdraw = null;
    badge.hide();
  }

  function take(prices: readonly SpotPrice[]): void {
    const app = findApp();
    const usable = prices.filter(({ origin }) => origin === "live" || settings.allowSimulated);
    if (app === null || isManual() || usable.length === 0) {
      lastError = app === null ? NO_APP : null;
      leave();
      return;
    }
    if (client.address !== null) withdraw ??= offerFeed(client.address.feed, app);
    try {
      applyPrices(usable, app);
    } catch (error) {
      // A function of the app that fails must not end the watch, nor reach the page as an error of its own.
      lastError = String(error);
    }
    if (settings.badge) badge.show(usable);
  }

  const stopWatching = client.onMode((mode) => {
    if (mode !== "backend") leave();
  });
  // Looks while the page is still loading; the app is touched only after its own start.
  void client.detect();
  let stopPolling = (): void => {};
  whenReady(() => {
    stopPolling = client.subscribe({ window: "1h" }, (update) => {
      lastError = update.error?.message ?? null;
      // While told to wait the backend is there, and the price on screen shows its age.
      if (update.prices !== null) take(update.prices);
      else if (update.error.code !== "RATE_LIMITED") leave();
    });
  });
  globalThis.StackTrackrPrices = {
    get mode(): Mode {
      return client.mode;
    },
    get lastError(): string | null {
      return lastError;
    },
    stop(): void {
      stopWatching();
      stopPolling();
      client.close();
      leave();
    },
  };
}

/** After the app's own start, which fills what the script writes to. */
function whenReady(run: () => void): void {
  if (document.readyState === "complete") run();
  else addEventListener("load", run, { once: true });
}

const settings = readScriptSettings();
if (settings.urls.length > 0 && globalThis.StackTrackrPrices === undefined) {
  start(settings);
}
