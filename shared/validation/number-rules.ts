import type { Quote } from "../schemas/quote.ts";
import { type QuoteScene, relativeDistance } from "./context.ts";

/** The price, and bid and ask where given, are finite numbers above zero. */
export function notPositive(quote: Quote): string | null {
  const bad = [quote.price, quote.bid, quote.ask].find((value) =>
    value !== null && !(Number.isFinite(value) && value > 0)
  );
  return bad === undefined ? null : `${bad} is not a price`;
}

/** Only this order is certain: at metals.dev and GoldAPI.io the price itself may lie outside bid and ask. */
export function bidAboveAsk({ bid, ask }: Quote): string | null {
  return bid !== null && ask !== null && bid > ask ? `bid ${bid} above ask ${ask}` : null;
}

/** A bid or ask in another unit or direction than the price. */
export function bidAskFar({ price, bid, ask }: Quote, { thresholds }: QuoteScene): string | null {
  const far = [bid, ask].find((value) =>
    value !== null && relativeDistance(value, price) > thresholds.bidAskShare
  );
  return far === undefined ? null : `bid or ask ${far} against the price ${price}`;
}
