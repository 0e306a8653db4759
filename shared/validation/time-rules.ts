import { marketAt } from "../market/market-at.ts";
import { openMillisecondsBetween } from "../market/open-time.ts";
import type { Quote } from "../schemas/quote.ts";
import type { QuoteScene } from "./context.ts";

export function timeInFuture({ quotedAt }: Quote, { now, thresholds }: QuoteScene): string | null {
  if (quotedAt === null) return null;
  const ahead = (Date.parse(quotedAt) - now) / 1000;
  // A time that cannot be read is no time to trust either.
  if (Number.isNaN(ahead)) return `quote time "${quotedAt}" cannot be read`;
  return ahead > thresholds.futureSeconds ? `${Math.round(ahead)} s in the future` : null;
}

/**
 * Age counts while the market is open: on Sunday noon, Friday's close is the current price. Once it has opened again, a
 * quote of an earlier session is as old as the clock says, since the move over a weekend comes with the first trade.
 */
export function tooOld({ quotedAt }: Quote, { now, traits }: QuoteScene): string | null {
  if (quotedAt === null) return null;
  const quoted = Date.parse(quotedAt);
  const market = marketAt(now);
  const fromBefore = market.state === "open" && quoted < market.since;
  const age = Math.floor((fromBefore ? now - quoted : openMillisecondsBetween(quoted, now)) / 1000);
  return age > traits.maximumAgeSeconds
    ? `${age} s ${
      fromBefore ? "old and from before the opening" : "of open market old"
    }, at most ${traits.maximumAgeSeconds} s`
    : null;
}

/**
 * The same value for too long in open market. Where the provider's time stops with the market, a quote time that
 * still moves shows that the feed lives (and one that does not is caught as too old), so the value is not judged.
 */
export function frozen({ provider, metal, price, quotedAt }: Quote, scene: QuoteScene): string | null {
  if (scene.traits.timeStopsAtClose && quotedAt !== null) return null;
  const same = scene.unchanged.find((one) => one.provider === provider && one.metal === metal);
  if (same === undefined || same.price !== price) return null;
  const { frozenPulls, frozenSeconds } = scene.thresholds;
  const seconds = Math.floor(openMillisecondsBetween(same.since, scene.now) / 1000);
  // A slow feed repeats itself for as long as its own refresh takes.
  const allowed = Math.max(frozenSeconds, scene.traits.maximumAgeSeconds);
  return same.pulls >= frozenPulls && seconds > allowed
    ? `${price} for ${same.pulls + 1} pulls and ${seconds} s of open market`
    : null;
}
