import type { PricePoint } from "../client/spot-price.ts";
import { svg } from "./element.ts";

const WIDTH = 200;
const HEIGHT = 40;
const MARGIN = 3;

/** The course of a day as a line, placed by time so that gaps show. Decorative: the numbers stand beside it. */
export function sparkline(points: readonly PricePoint[]): SVGElement {
  const frame = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" };
  if (points.length < 2) return svg("svg", frame);
  const times = points.map(({ ts }) => Date.parse(ts));
  const prices = points.map(({ price }) => price);
  const x = scale(times, { from: 0, to: WIDTH });
  const y = scale(prices, { from: HEIGHT - MARGIN, to: MARGIN });
  const line = points.map((_, i) => `${x(times[i] ?? 0).toFixed(1)},${y(prices[i] ?? 0).toFixed(1)}`);
  return svg(
    "svg",
    frame,
    svg("polygon", {
      points: `0,${HEIGHT} ${line.join(" ")} ${WIDTH},${HEIGHT}`,
      fill: "currentColor",
      opacity: 0.1,
    }),
    svg("polyline", {
      points: line.join(" "),
      fill: "none",
      stroke: "currentColor",
      "stroke-width": 1.75,
      "stroke-linejoin": "round",
      "vector-effect": "non-scaling-stroke",
    }),
  );
}

function scale(
  values: readonly number[],
  { from, to }: { readonly from: number; readonly to: number },
): (value: number) => number {
  const low = Math.min(...values);
  const range = Math.max(...values) - low;
  // A flat line runs through the middle.
  return (value) => range === 0 ? (from + to) / 2 : from + ((value - low) / range) * (to - from);
}
