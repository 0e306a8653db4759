/// <reference lib="dom" />
import {
  AreaSeries,
  CandlestickSeries,
  ColorType,
  createChart,
  type IChartApi,
  type ISeriesApi,
  type UTCTimestamp,
} from "lightweight-charts";
import type { PricePoint } from "../client/spot-price.ts";

export interface ChartContent {
  readonly points: readonly PricePoint[];
  readonly style: "line" | "candles";
  /** Name of the CSS colour of the line, such as "--gold". */
  readonly colour: string;
  readonly format: (value: number) => string;
  /** True for windows of days and longer, where a time of day would say nothing. */
  readonly isDaily: boolean;
}

export interface PriceChart {
  show(content: ChartContent): void;
  /** Takes the colours of the page's theme again. */
  recolour(): void;
}

/** A chart in the given box. Times are shown in the browser's zone, days by their UTC date, as they are counted. */
export function createPriceChart(box: HTMLElement): PriceChart {
  const chart: IChartApi = createChart(box, {
    autoSize: true,
    // The notice stands in the footer; the logo would add a style element, which the CSP forbids.
    layout: { attributionLogo: false, fontFamily: "system-ui, sans-serif" },
    handleScroll: { vertTouchDrag: false },
    localization: { locale: usableLocale(navigator.language) },
  });
  let series: ISeriesApi<"Area"> | ISeriesApi<"Candlestick"> | null = null;
  let shown: ChartContent | null = null;

  function show(content: ChartContent): void {
    shown = content;
    if (series !== null) chart.removeSeries(series);
    const colour = cssColour(content.colour);
    const priceFormat = { type: "custom", formatter: content.format, minMove: 0.00001 } as const;
    if (content.style === "candles") {
      const [up, down] = [cssColour("--up"), cssColour("--down")];
      const candles = chart.addSeries(CandlestickSeries, {
        priceFormat,
        upColor: up,
        wickUpColor: up,
        downColor: down,
        wickDownColor: down,
        borderVisible: false,
      });
      candles.setData(
        content.points.map((point) => ({ ...bar(point), time: timeOf(point, content.isDaily) })),
      );
      series = candles;
    } else {
      const area = chart.addSeries(AreaSeries, {
        priceFormat,
        lineColor: colour,
        lineWidth: 2,
        topColor: `${colour}33`,
        bottomColor: `${colour}05`,
      });
      area.setData(
        content.points.map((point) => ({ time: timeOf(point, content.isDaily), value: point.price })),
      );
      series = area;
    }
    recolour();
    chart.applyOptions({ timeScale: { timeVisible: !content.isDaily, secondsVisible: false } });
    chart.timeScale().fitContent();
  }

  function recolour(): void {
    const line = cssColour("--line");
    chart.applyOptions({
      layout: {
        background: { type: ColorType.Solid, color: "transparent" },
        textColor: cssColour("--quiet"),
      },
      grid: { vertLines: { visible: false }, horzLines: { color: line } },
      rightPriceScale: { borderColor: line, entireTextOnly: true, scaleMargins: { top: 0.12, bottom: 0.08 } },
      timeScale: { borderColor: line },
    });
  }

  return {
    show,
    recolour(): void {
      if (shown !== null) show(shown);
    },
  };
}

function bar({ open, high, low, price }: PricePoint): Omit<PricePoint, "ts" | "price"> & { close: number } {
  return { open, high, low, close: price };
}

/** The library draws UTC; shifting by the local offset makes it draw local time. */
function timeOf({ ts }: PricePoint, isDaily: boolean): UTCTimestamp {
  const date = new Date(ts);
  const offset = isDaily ? 0 : date.getTimezoneOffset() * 60;
  return stamp(Math.floor(date.getTime() / 1000) - offset);
}

/** Some systems give their browser a language that is none ("en-US@posix"), over which formatting would fail. */
function usableLocale(language: string): string {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? "en";
  } catch {
    return "en";
  }
}

function isStamp(seconds: number): seconds is UTCTimestamp {
  return Number.isInteger(seconds);
}

function stamp(seconds: number): UTCTimestamp {
  if (!isStamp(seconds)) throw new RangeError("Cannot draw a point: its time must be a whole second");
  return seconds;
}

function cssColour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
