import type { SpotPrice } from "../client/spot-price.ts";
import { h } from "./element.ts";
import {
  corroborationInWords,
  localTime,
  METAL_NAMES,
  money,
  stateChip,
  UNIT_NAMES,
  zoneName,
} from "./words.ts";

/** Everything that is known of one price. `age` is the caller's, who keeps it up to date. */
export function quotePanel(price: SpotPrice, age: Node): HTMLElement {
  const [word, kind] = stateChip(price);
  const rows: readonly (readonly [string, string | Node])[] = [
    ["Bid", price.bid === null ? "not given" : money(price.bid, price.currency)],
    ["Ask", price.ask === null ? "not given" : money(price.ask, price.currency)],
    ["Quoted", `${localTime(price.ts)} (${zoneName()})`],
    ["Age", age],
    ["Market", price.market],
    ["Source", price.provider],
    ["Confirmed by", corroborationInWords(price)],
    ["Uncertainty", price.confidenceBps === null ? "not known" : `±${price.confidenceBps} bps`],
  ];
  return h(
    "section",
    { class: "panel", "aria-label": `${METAL_NAMES[price.metal]} quote` },
    h(
      "h2",
      {},
      `${METAL_NAMES[price.metal]} per ${UNIT_NAMES[price.unit]}`,
      h("span", { class: `chip ${kind}` }, word),
    ),
    price.stateReason === null ? null : h("p", { class: "quiet" }, price.stateReason),
    h(
      "table",
      {},
      h(
        "tbody",
        {},
        ...rows.map(([name, value]) =>
          h("tr", {}, h("th", { scope: "row" }, name), h("td", { class: "end" }, value))
        ),
      ),
    ),
  );
}

/** Who said what, and who was left out why. */
export function sourcesPanel(price: SpotPrice): HTMLElement | null {
  if (price.sources.length === 0) return null;
  return h(
    "section",
    { class: "panel scroll" },
    h(
      "table",
      {},
      h("caption", {}, "Sources of this price"),
      h(
        "tbody",
        {},
        ...price.sources.map(({ provider, price: said, verdict, reason }) =>
          h(
            "tr",
            {},
            h(
              "th",
              { scope: "row" },
              provider,
              verdict === "accepted" ? null : h("div", { class: "quiet" }, reason ?? verdict),
            ),
            h("td", { class: "end" }, said === null ? "none" : money(said, price.currency)),
          )
        ),
      ),
    ),
  );
}
