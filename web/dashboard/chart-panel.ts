/// <reference lib="dom" />
import type { PricePoint, Window } from "../client/spot-price.ts";
import { h } from "./element.ts";
import { createPriceChart, type PriceChart } from "./price-chart.ts";
import { OFFERED_WINDOWS } from "./preferences.ts";

export interface ChartTitle {
  readonly name: string;
  readonly unit: string;
}

export interface ChartFacts {
  readonly title: ChartTitle;
  readonly points: readonly PricePoint[];
  readonly colour: string;
  readonly format: (value: number) => string;
}

export interface ChartChoice {
  readonly window: Window;
  readonly style: "line" | "candles";
}

export interface ChartPanel {
  readonly root: HTMLElement;
  choose(choice: ChartChoice): void;
  loading(title: ChartTitle): void;
  show(facts: ChartFacts): void;
  fail(message: string): void;
  recolour(): void;
}

const DAILY: readonly Window[] = ["30d", "90d", "1y", "5y", "10y", "max"];

/** A chart with its windows, and in words what there is when there is nothing to draw. */
export function createChartPanel(choice: ChartChoice, onChoose: (choice: ChartChoice) => void): ChartPanel {
  let chosen = choice;
  const title = h("h2", { id: "chart-title" });
  const plot = h("div", { class: "fill", role: "img" });
  const overlay = h("div", { class: "overlay", role: "status" });
  const windows = OFFERED_WINDOWS.map((name) =>
    h("button", { type: "button", onclick: () => choose({ ...chosen, window: name }) }, name)
  );
  const styles = (["line", "candles"] as const).map((style) =>
    h(
      "button",
      { type: "button", onclick: () => choose({ ...chosen, style }) },
      style === "line" ? "Line" : "Candles",
    )
  );
  const box = h("div", { class: "fill" });
  const root = h(
    "section",
    { class: "panel chart", "aria-labelledby": "chart-title" },
    h(
      "div",
      { class: "head" },
      title,
      h("div", { class: "segments", role: "group", "aria-label": "Kind of chart" }, ...styles),
      h("div", { class: "segments", role: "group", "aria-label": "Window" }, ...windows),
    ),
    h("div", { class: "plot" }, plot, overlay),
  );
  plot.append(box);
  // Made on first use: the library measures its box, which must be in the page.
  let chart: PriceChart | null = null;

  function choose(next: ChartChoice): void {
    mark(next);
    onChoose(next);
  }

  function mark(next: ChartChoice): void {
    chosen = next;
    for (const button of windows) {
      button.setAttribute("aria-pressed", String(button.textContent === next.window));
    }
    styles.forEach((button, i) =>
      button.setAttribute("aria-pressed", String((i === 0 ? "line" : "candles") === next.style))
    );
  }

  function showTitle({ name, unit }: ChartTitle): void {
    title.replaceChildren(name, h("small", {}, unit));
  }

  mark(choice);
  return {
    root,
    choose: mark,
    loading(text): void {
      showTitle(text);
      overlay.textContent = "Loading …";
      overlay.hidden = false;
    },
    show({ title: text, points, colour, format }): void {
      showTitle(text);
      const isEmpty = points.length < 2;
      overlay.hidden = !isEmpty;
      overlay.textContent = isEmpty
        ? "Not enough prices in this window yet. They gather with every pull; history can be imported."
        : "";
      box.style.visibility = isEmpty ? "hidden" : "visible";
      plot.setAttribute("aria-label", summary(text.name, { points, format }));
      if (isEmpty) return;
      chart ??= createPriceChart(box);
      chart.show({ points, style: chosen.style, colour, format, isDaily: DAILY.includes(chosen.window) });
    },
    fail(message): void {
      overlay.textContent = message;
      overlay.hidden = false;
      box.style.visibility = "hidden";
    },
    recolour: () => chart?.recolour(),
  };
}

/** What a person who cannot see the chart is told. */
function summary(title: string, { points, format }: Pick<ChartFacts, "points" | "format">): string {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return `${title}: no prices`;
  const highest = format(Math.max(...points.map(({ high }) => high)));
  const lowest = format(Math.min(...points.map(({ low }) => low)));
  return `${title}: from ${format(first.open)} to ${
    format(last.price)
  }, highest ${highest}, lowest ${lowest}`;
}
