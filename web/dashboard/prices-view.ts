/// <reference lib="dom" />
import { METALS } from "../../shared/schemas/metal.ts";
import { ageText } from "../client/age-text.ts";
import type { SpotClient } from "../client/spot-client.ts";
import type { SpotError } from "../client/spot-error.ts";
import { ageSeconds, type SpotPrice } from "../client/spot-price.ts";
import { h } from "./element.ts";
import type { Preferences } from "./preferences.ts";
import { createPriceCard } from "./price-card.ts";
import { goldSilverRatio } from "./ratio.ts";
import { quotePanel, sourcesPanel } from "./side-panels.ts";
import { createSubjectChart, RATIO_DIGITS, type Subject } from "./subject-chart.ts";
import { errorInWords } from "./words.ts";

export interface PricesViewFacts {
  readonly client: SpotClient;
  readonly preferences: Preferences;
  readonly onChange: (change: Partial<Preferences>) => void;
  /** Told of every answer: the page shows above all views what kind of prices these are. */
  readonly onPrices: (prices: readonly SpotPrice[]) => void;
  readonly onConnect: () => void;
}

export interface View {
  readonly root: HTMLElement;
  recolour(): void;
  end(): void;
}

const TICK_MS = 1000;

/** Prices of all metals, the chart of one of them or of the gold/silver ratio, and what it rests on. */
export function createPricesView(facts: PricesViewFacts): View {
  const { client, preferences } = facts;
  let subject: Subject = preferences.metal;
  let latest: readonly SpotPrice[] = [];

  const cards = new Map(METALS.map((metal) => [metal, createPriceCard(metal, () => select(metal))]));
  const problem = h("div", { role: "alert" });
  const age = h("span");
  const side = h("div", { class: "side" });
  const below = h("div", { class: "below" });
  const chart = createSubjectChart(facts);
  const root = h(
    "div",
    {},
    problem,
    h("h2", { class: "sr" }, "Prices"),
    h("div", { class: "cards" }, ...[...cards.values()].map((card) => card.root)),
    h("div", { class: "detail" }, h("div", {}, chart.root, below), side),
  );

  function select(next: Subject): void {
    subject = next;
    if (next !== "ratio") facts.onChange({ metal: next });
    for (const [metal, card] of cards) card.select(metal === subject);
    drawSide();
    tick();
    chart.draw(subject);
  }

  function drawSide(): void {
    const gold = latest.find(({ metal }) => metal === "gold");
    const silver = latest.find(({ metal }) => metal === "silver");
    const price = latest.find(({ metal }) => metal === subject);
    const panels = [
      price === undefined ? null : quotePanel(price, age),
      gold === undefined || silver === undefined ? null : ratioPanel(goldSilverRatio(gold, silver).value),
    ];
    side.replaceChildren(...panels.filter((panel) => panel !== null));
    const sources = price === undefined ? null : sourcesPanel(price);
    below.replaceChildren(...(sources === null ? [] : [sources]));
  }

  function ratioPanel(value: number): HTMLElement {
    return h(
      "section",
      { class: "panel" },
      h("h2", {}, "Gold/silver ratio"),
      h("p", { class: "ratio-value num" }, value.toFixed(RATIO_DIGITS)),
      h("p", { class: "quiet" }, "ounces of silver for one of gold"),
      h("button", { class: "button", type: "button", onclick: () => select("ratio") }, "Show its chart"),
    );
  }

  function showProblem(error: SpotError | null): void {
    const isBefore = latest.length === 0;
    problem.replaceChildren(
      ...(error === null ? [] : [h(
        "p",
        { class: "notice bad" },
        `${errorInWords(error)} ${isBefore ? "" : "The prices below are the last known ones. "}`,
        h("button", { class: "button", type: "button", onclick: facts.onConnect }, "Connection …"),
      )]),
    );
  }

  function showPrices(prices: readonly SpotPrice[]): void {
    const isFirst = latest.length === 0;
    latest = prices;
    for (const price of prices) cards.get(price.metal)?.show(price);
    facts.onPrices(prices);
    drawSide();
    if (isFirst || chart.isShort) chart.draw(subject);
    tick();
  }

  function tick(): void {
    const now = Date.now();
    for (const card of cards.values()) card.tick(now);
    const price = latest.find(({ metal }) => metal === subject);
    if (price !== undefined) age.textContent = ageText(ageSeconds(price, now));
  }

  for (const [metal, card] of cards) card.select(metal === subject);
  const { currency, unit } = preferences;
  const stop = client.subscribe({ currency, unit, window: "24h" }, (update) => {
    showProblem(update.error);
    if (update.prices !== null) showPrices(update.prices);
    else if (latest.length === 0) chart.fail("No prices yet");
  });
  const timer = setInterval(tick, TICK_MS);

  return {
    root,
    recolour: chart.recolour,
    end(): void {
      chart.end();
      stop();
      clearInterval(timer);
    },
  };
}
