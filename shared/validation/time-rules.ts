import { marketAt } from "../market/market-at.ts";
import { openMillisecondsBetween } from "../market/open-time.ts";
import type { Quote } from "../schemas/quote.ts";
import type { QuoteScene } from "./context.ts";

export function timeInFuture({ quotedAt }: Quote, { now, thresholds }: QuoteScene): string | null {
  if (quotedAt === null) return null;
  const ahead = (Date.parse(quotedAt) - now) / 1000;
  // A time that cannot be read cannot be trusted either.
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

/** A standard deviation is the 99th percentile of moves over 2.58 (normal distribution). */
const PERCENTILE_99 = 2.58;
const QUARTER_HOUR = 900;
/** A feed that lives shows the same value so often by less than this chance. */
const CHANCE = 1e-4;

/**
 * A value that stands still in open market for longer than the metal's usual movement and the feed's own resolution
 * allow. It is not judged while the market is closed or thin. Where the provider's time stops with the market, a quote
 * time that still moves shows that the feed lives (and one that does not is caught as too old).
 */
export function frozen({ provider, metal, price, quotedAt }: Quote, scene: QuoteScene): string | null {
  if (scene.traits.timeStopsAtClose && quotedAt !== null) return null;
  const market = marketAt(scene.now);
  if (market.state === "closed" || market.thin) return null;
  const same = scene.unchanged.find((one) => one.provider === provider && one.metal === metal);
  if (same === undefined || same.price !== price) return null;
  const { frozenPulls, frozenSeconds, floorBps } = scene.thresholds;
  const seconds = Math.floor(openMillisecondsBetween(same.since, scene.now) / 1000);
  // A slow feed repeats itself for as long as its own refresh takes.
  const allowed = Math.max(frozenSeconds, scene.traits.maximumAgeSeconds);
  if (same.pulls < frozenPulls || seconds <= allowed) return null;
  const deviation = price * floorBps[metal] / 10_000 / PERCENTILE_99 *
    Math.sqrt(seconds / same.pulls / QUARTER_HOUR);
  // The density of the normal distribution at its middle, times the smallest step that the feed can show.
  const once = Math.min(1, 0.4 * resolutionOf(price) / deviation);
  return once ** same.pulls > CHANCE
    ? null
    : `${price} for ${same.pulls + 1} pulls and ${seconds} s of open market`;
}

/** The smallest step of a value, by the decimals that it has; prices are held to six. */
function resolutionOf(price: number): number {
  const decimals = String(price).split(".")[1]?.length ?? 0;
  return 10 ** -decimals;
}
